/* Owns the making of workbooks. Never knows what is in their columns. */
#include "client/sheet/book.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "client/text.h"

enum {
  NOTES_COLUMNS = 5,
  FOOT_LONGEST = 240 /* of the 255 characters a foot may have, the page number takes some */
};

static lxw_format *make_heading(lxw_workbook *workbook, lxw_color_t colour)
{
  lxw_format *format = workbook_add_format(workbook);
  format_set_bold(format);
  format_set_bg_color(format, colour);
  format_set_border(format, LXW_BORDER_THIN);
  format_set_num_format(format, "@");
  return format;
}

static void make_formats(struct book *book)
{
  book->text = workbook_add_format(book->workbook);
  format_set_num_format(book->text, "@");
  book->heading = make_heading(book->workbook, 0xE7EDF3);
  book->required = make_heading(book->workbook, 0xFFE3A6);
  book->wrapped = workbook_add_format(book->workbook);
  format_set_text_wrap(book->wrapped);
  format_set_align(book->wrapped, LXW_ALIGN_VERTICAL_TOP);
}

/* A4 across, all columns on one page. */
static void set_page(lxw_worksheet *sheet)
{
  enum { A4 = 9 };
  worksheet_set_paper(sheet, A4);
  worksheet_set_landscape(sheet);
  worksheet_fit_to_pages(sheet, 1, 0);
}

bool book_open(struct book *book, const char *path, const char *name)
{
  static const int widths[NOTES_COLUMNS] = {18, 20, 8, 60, 60};
  lxw_workbook_options options = {.constant_memory = LXW_TRUE};
  *book = (struct book){.workbook = workbook_new_opt(path, &options)};
  if (book->workbook == NULL) {
    errno = EIO;
    return false;
  }
  make_formats(book);
  book->sheet = workbook_add_worksheet(book->workbook, name);
  book->notes = workbook_add_worksheet(book->workbook, text("Notes"));
  if (book->sheet == NULL || book->notes == NULL) {
    lxw_workbook_free(book->workbook);
    errno = EINVAL;
    return false;
  }
  worksheet_freeze_panes(book->sheet, 1, 0);
  worksheet_repeat_rows(book->sheet, 0, 0);
  set_page(book->sheet);
  set_page(book->notes);
  for (int i = 0; i < NOTES_COLUMNS; i++) {
    worksheet_set_column(book->notes, (lxw_col_t)i, (lxw_col_t)i, widths[i], NULL);
  }
  return true;
}

void book_heading(struct book *book, lxw_col_t column, const char *text, bool is_required,
                  int width)
{
  worksheet_set_column(book->sheet, column, column, width, book->text);
  worksheet_write_string(book->sheet, 0, column, text,
                         is_required ? book->required : book->heading);
  book->row = 1;
}

void book_row(struct book *book, const char *const *cells, size_t n)
{
  for (size_t i = 0; i < n; i++) {
    if (cells[i] == NULL || cells[i][0] == '\0') continue;
    worksheet_write_string(book->sheet, book->row, (lxw_col_t)i, cells[i], book->text);
  }
  book->row++;
}

void book_choices(struct book *book, lxw_col_t column, const char *const *words)
{
  lxw_data_validation choices = {
      .validate = LXW_VALIDATION_TYPE_LIST,
      .value_list = (char **)(uintptr_t)words,
      .error_title = (char *)(uintptr_t)text("Not in the list"),
      .error_message = (char *)(uintptr_t)text("Choose one of the words in the list."),
      .ignore_blank = LXW_VALIDATION_ON,
  };
  (void)worksheet_data_validation_range(book->sheet, 1, column, BOOK_ROWS_MAX - 1, column,
                                        &choices);
}

void book_note(struct book *book, const char *const *cells, size_t n, bool is_heading)
{
  for (size_t i = 0; i < n; i++) {
    if (cells[i] == NULL) continue;
    lxw_format *format = is_heading ? book->heading : n == 1 ? NULL : book->wrapped;
    worksheet_write_string(book->notes, book->note, (lxw_col_t)i, cells[i], format);
  }
  book->note++;
}

/* A foot takes 255 characters at most, and a & begins a code in it. */
void book_foot(struct book *book, struct arena *arena, const char *sentence)
{
  char *foot = arena_alloc(arena, FOOT_LONGEST * 4 + 32);
  size_t length = 2;
  memcpy(foot, "&L", length);
  size_t characters = 0;
  for (const char *c = sentence; *c != '\0'; c++) {
    const bool begins = ((unsigned char)*c & 0xc0) != 0x80;
    if (begins && characters + 2 > FOOT_LONGEST) break;
    if (begins) characters += *c == '&' ? 2 : 1;
    if (*c == '&') foot[length++] = '&';
    foot[length++] = *c;
  }
  memcpy(foot + length, "&R&P/&N", sizeof "&R&P/&N");
  (void)worksheet_set_footer(book->sheet, foot);
  (void)worksheet_set_footer(book->notes, foot);
}

bool book_close(struct book *book)
{
  const lxw_error result = workbook_close(book->workbook);
  book->workbook = NULL;
  if (result == LXW_NO_ERROR) return true;
  if (errno == 0) errno = EIO;
  return false;
}
