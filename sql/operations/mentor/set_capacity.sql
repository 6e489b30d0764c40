-- Gives a mentor an own capacity. Who is no mentor yet becomes one without a group.
select :mentor::text as staff_no, :capacity::capacity as capacity
from (select count(*) from set_capacity(array[find_staff(:mentor::text)],
                                        array[:capacity::capacity]::int[], :today)) as done;
