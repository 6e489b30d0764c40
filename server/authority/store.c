/* Owns the files of the device CA. Never keeps what it read, never overwrites a file. */
#include "server/authority/store.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/clock.h"

enum { FILE_BYTES = 16 * 1024 };

struct paths {
  char key[PATH_MAX];
  char certificate[PATH_MAX];
};

static bool fail(struct error *error, const char *path, const char *why)
{
  return error_set(error, JIEDUI__CODE__INVALID, "%s: %s", path, why);
}

static bool set_paths(struct paths *paths, const char *folder, struct error *error)
{
  (void)snprintf(paths->key, sizeof paths->key, "%s/device-ca.key", folder);
  const int size =
      snprintf(paths->certificate, sizeof paths->certificate, "%s/device-ca.pem", folder);
  return size < PATH_MAX || fail(error, "the folder's name", "is too long");
}

static int make_file(const char *path, mode_t mode, struct error *error)
{
  const int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  if (file < 0) {
    (void)fail(error, path,
               errno == EEXIST ? "it exists already, and is not replaced" : strerror(errno));
  }
  return file;
}

/* Closes the file too. */
static bool write_file(int file, BIO *pem, const char *path, struct error *error)
{
  char *text = NULL;
  const long size = BIO_get_mem_data(pem, &text);
  const bool written = write(file, text, (size_t)size) == size && fsync(file) == 0;
  return (close(file) == 0 && written) || fail(error, path, "it could not be written");
}

static BIO *new_text(void)
{
  BIO *text = BIO_new(BIO_s_mem());
  if (text == NULL) abort();
  return text;
}

/* Writes a new CA into two files that are open and empty. */
static bool fill(const struct paths *paths, int key_file, int certificate_file, struct error *error)
{
  EVP_PKEY *key = NULL;
  X509 *certificate = NULL;
  authority_make((int64_t)(clock_unix_ms() / 1000), &key, &certificate);
  BIO *key_text = new_text();
  BIO *certificate_text = new_text();
  if (PEM_write_bio_PrivateKey(key_text, key, NULL, NULL, 0, NULL, NULL) != 1) abort();
  if (PEM_write_bio_X509(certificate_text, certificate) != 1) abort();
  const bool key_written = write_file(key_file, key_text, paths->key, error);
  const bool good =
      write_file(certificate_file, certificate_text, paths->certificate, error) && key_written;
  BIO_free(key_text);
  BIO_free(certificate_text);
  EVP_PKEY_free(key);
  X509_free(certificate);
  return good;
}

bool store_create(const char *folder, struct error *error)
{
  struct paths paths;
  if (!set_paths(&paths, folder, error)) return false;
  if (mkdir(folder, 0755) != 0 && errno != EEXIST) return fail(error, folder, strerror(errno));
  const int key_file = make_file(paths.key, 0600, error);
  if (key_file < 0) return false;
  const int certificate_file = make_file(paths.certificate, 0644, error);
  if (certificate_file < 0) {
    (void)close(key_file);
    (void)unlink(paths.key);
    return false;
  }
  if (fill(&paths, key_file, certificate_file, error)) return true;
  (void)unlink(paths.key);
  (void)unlink(paths.certificate);
  return false;
}

/* The file's text, or NULL. `secret`: it must be its owner's alone. */
static BIO *read_file(const char *path, bool secret, struct error *error)
{
  char text[FILE_BYTES];
  struct stat info;
  const int file = open(path, O_RDONLY | O_CLOEXEC);
  const bool here = file >= 0 && fstat(file, &info) == 0;
  if (!here) (void)fail(error, path, strerror(errno));
  const bool open_to_others = here && secret && (info.st_mode & 077) != 0;
  if (open_to_others) (void)fail(error, path, "others may read it: chmod 600");
  const ssize_t size = here && !open_to_others ? read(file, text, sizeof text) : -1;
  if (here && !open_to_others && size < 0) (void)fail(error, path, strerror(errno));
  if (file >= 0) (void)close(file);
  if (size < 0) return NULL;
  BIO *bio = new_text();
  if (size > 0 && BIO_write(bio, text, (int)size) != size) abort();
  OPENSSL_cleanse(text, sizeof text);
  return bio;
}

/* Instead of OpenSSL's question at the terminal. */
static int on_password(char *password, int size, int writing, void *data)
{
  (void)password;
  (void)size;
  (void)writing;
  (void)data;
  return -1;
}

static EVP_PKEY *read_key(const char *path, struct error *error)
{
  BIO *text = read_file(path, true, error);
  if (text == NULL) return NULL;
  EVP_PKEY *key = PEM_read_bio_PrivateKey(text, NULL, on_password, NULL);
  if (key == NULL) (void)fail(error, path, "it is not a private key in PEM without a password");
  BIO_free(text);
  return key;
}

static X509 *read_certificate(const char *path, struct error *error)
{
  BIO *text = read_file(path, false, error);
  if (text == NULL) return NULL;
  X509 *certificate = PEM_read_bio_X509(text, NULL, on_password, NULL);
  if (certificate == NULL) (void)fail(error, path, "it is not a certificate in PEM");
  BIO_free(text);
  return certificate;
}

struct authority *store_load(const char *folder, int days, struct error *error)
{
  struct paths paths;
  struct error cause;
  if (!set_paths(&paths, folder, error)) return NULL;
  EVP_PKEY *key = read_key(paths.key, error);
  X509 *certificate = key == NULL ? NULL : read_certificate(paths.certificate, error);
  ERR_clear_error();
  if (certificate == NULL) {
    EVP_PKEY_free(key);
    return NULL;
  }
  struct authority *authority = authority_new(key, certificate, days, &cause);
  if (authority == NULL) (void)fail(error, folder, cause.text);
  return authority;
}
