/* The user's folders by the XDG rules, and files in them written whole or not at all. */
#ifndef CLIENT_FOLDER_H
#define CLIENT_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

#include "common/arena.h"
#include "common/error.h"

enum folder { FOLDER_CONFIG, FOLDER_STATE };

/* The path of `name` below the program's folder of that kind; NULL with `error` when neither the
 * XDG variable nor HOME says where it is. In the arena. */
char *folder_path(struct arena *arena, enum folder folder, const char *name, struct error *error);

/* Makes every folder above the file, for its owner alone. What fails shows when it is opened. */
void folder_make(const char *path);

/* Replaces the file, readable by its owner alone, making its folders: after a failure the old one
 * is still there. After a success it is on the disk. */
bool folder_write(const char *path, const char *data, size_t size, struct error *error);

/* Removes the file, on the disk too. */
bool folder_remove(const char *path, struct error *error);

/* Whether a file that the user named may be written there: in a folder that is there, and in place
 * of another file only with `replace`. Every command asks here before it asks the server. */
bool folder_check(const char *path, bool replace, struct error *error);

/* Moves `fresh`, written and synced beside it, to the place of the file that the user named, under
 * the same rule; what has come there meanwhile is not replaced either. */
bool folder_place(const char *fresh, const char *path, bool replace, struct error *error);

/* Writes a file that the user named, whole or not at all, readable by its owner alone. */
bool folder_save(const char *path, const void *data, size_t size, bool replace,
                 struct error *error);

/* The user's file cannot be written, for the reason errno gives. */
bool folder_refuse(const char *path, struct error *error);

#endif
