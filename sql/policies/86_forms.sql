-- What the forms ask for: rights beyond those of 20_grants.

grant select (place), update (place) on record, record_version to keys;
