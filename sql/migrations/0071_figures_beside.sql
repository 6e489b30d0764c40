-- oldest-daemon: 0.2.0
-- Records, duties and evaluations tell how many pairings there are: they are hidden with these, so
-- these are looked at beside them.

set local role jiedui_owner;

create or replace function figures_beside(wanted text[]) returns text[] language sql immutable
return case when cardinality(wanted) > 0 then (
    select array_agg(distinct n.name)
    from (select wanted || case when wanted && '{records,meeting,home_feedback,tutoring,
                                                 tutoring_full_weeks,evaluation}'::text[]
                                then '{pairings}'::text[] else '{}' end as names) as w
    cross join lateral (values
        ('{students,needs,in_need,covered,coverage,group_coverage,waiting,shortage,pairings,'
         'agreements,warnings,S16}'::text[]),
        ('{S15.emotion,S15.communication}'), ('{S17,S18}'),
        ('{S19.guidance,S19.growth,S19.response}'), (wanted), ('{students}')) as f (names)
    cross join unnest(f.names) as n (name)
    where f.names && w.names or f.names = '{students}') end;

reset role;
