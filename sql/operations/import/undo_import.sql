-- Takes an import back whole, or refuses.
-- expect: one
select u.undone
from undo_import(:id::uuid) as u (undone)
where case when u.undone = 0 then refuse('import_known') else true end;
