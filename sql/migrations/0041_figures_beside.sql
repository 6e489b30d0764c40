-- oldest-daemon: 0.2.0
-- Figures whose counts hang together: what is hidden in one is hidden in all.

set local role jiedui_owner;

-- The figures named and all that tell something of them; null: every figure.
create function figures_beside(wanted text[]) returns text[] language sql immutable
return case when cardinality(wanted) > 0 then (
    select array_agg(distinct n.name)
    from (values
        ('{students,needs,in_need,covered,coverage,group_coverage,waiting,shortage,pairings,'
         'agreements,warnings,S16}'::text[]),
        ('{S15.emotion,S15.communication}'), ('{S17,S18}'),
        ('{S19.guidance,S19.growth,S19.response}'), (wanted), ('{students}')) as f (names)
    cross join unnest(f.names) as n (name)
    where f.names && (wanted || '{students}')
      and (f.names && wanted or f.names = '{students}')) end;

reset role;
