/* Owns the SQL of sample.proto's operations: most have the one fault that their name tells. */
#include "common/embedded.h"
#include "server/catalogue.h"
#include "server/house.h"

#define FILE_OF(path, text)                               \
  {                                                       \
    path, (const unsigned char *)(text), sizeof(text) - 1 \
  }

const struct embedded embedded_operations[] = {
    FILE_OF("sample/ask_unknown.sql", "select :name::text as name where :colour::text is null;\n"),
    FILE_OF("sample/become_unknown.sql", "select :name::text as name;\n"),
    FILE_OF("sample/break_syntax.sql", "selekt :name::text as name;\n"),
    FILE_OF("sample/fill_by_nothing.sql",
            "-- into: groups\nselect :name::text as code;\n"
            "-- into: groups.members by code\nselect 'n' as name, 1 as count;\n"
            "select 'n' as name;\n"),
    FILE_OF("sample/fill_by_unknown.sql",
            "-- into: groups\nselect :name::text as code;\n"
            "-- into: groups.members by place\nselect 'p' as place, 'n' as name, 1 as count;\n"
            "select 'n' as name;\n"),
    FILE_OF("sample/fill_unknown.sql",
            "-- into: people\nselect 1 as count;\nselect :name::text as name;\n"),
    FILE_OF("sample/give_unknown.sql", "select :name::text as name, 1 as weight;\n"),
    FILE_OF("sample/have_no_access.sql", "select :name::text as name;\n"),
    FILE_OF("sample/have_no_audit.sql", "select :name::text as name;\n"),
    FILE_OF("sample/have_no_role.sql", "select :name::text as name;\n"),
    FILE_OF("sample/have_no_semicolon.sql", "select :name::text as name\n"),
    FILE_OF("sample/have_two_accesses.sql", "select :name::text as name;\n"),
    FILE_OF(
        "sample/import_good.sql",
        "-- bulk: rows\n"
        "select count(*) filter (where r.n > 0) as stored, 0 as unchanged\n"
        "from unnest(:rows.name::text[], :rows.count::int[]) with ordinality as r (t, n, o);\n"),
    FILE_OF("sample/leave_row_unused.sql",
            "select max(t) as name from unnest(:rows.name::text[]) as t;\n"),
    FILE_OF("sample/leave_rows_unfilled.sql",
            "select :name::text as name;\n-- into: groups\nselect 'c' as code;\n"),
    FILE_OF("sample/leave_unfilled.sql", "select :name::text as name;\n"),
    FILE_OF("sample/leave_unused.sql", "select :name::text as name;\n"),
    FILE_OF("sample/list_good.sql",
            "select :name::text as name;\n"
            "-- into: groups\nselect 'c' as code;\n"
            "-- into: groups.members by code\nselect 'c' as code, 'n' as name, 1 as count;\n"),
    FILE_OF("sample/mistype_bytes.sql", "select where :bytes::text is null;\n"),
    FILE_OF("sample/mistype_column.sql", "select :name::text as name, 'many' as count;\n"),
    FILE_OF("sample/mistype_enum.sql",
            "select 'primary'::stage as role where :colour::need_group is null;\n"),
    FILE_OF("sample/mistype_id.sql",
            "select :name::text as name where :new_id::text <> '' and :now::date is null;\n"),
    FILE_OF("sample/mistype_parameter.sql",
            "select :name::text as name where :count::date is null;\n"),
    FILE_OF("sample/mistype_rows.sql",
            "select max(t) as name from unnest(:rows.name::text[], :rows.count::bool[]) as r (t, "
            "n);\n"),
    FILE_OF("sample/mistype_texts.sql", "select array['a', 'b'] as texts;\n"),
    FILE_OF("sample/refuse_unknown.sql",
            "select :name::text as name where refuse('no_such_rule');\n"),
    FILE_OF("sample/run_dry_alone.sql", "select :name::text as name;\n"),
    FILE_OF("sample/show_good.sql",
            "-- expect: one\nselect :name::text as name, 1 as count where not "
            "refuse('student_unknown');\n"),
    FILE_OF("sample/stray.sql", "select 1;\n"),
    {NULL, NULL, 0}};

/* The daemon has no works of its own here. */
const struct operation_step house_steps[] = {{NULL, NULL, NULL, NULL}};

const struct operation_in_c operations_in_c[] = {
    {"SampleService.GoneFromContract", NULL, NULL},
    {NULL, NULL, NULL},
};
