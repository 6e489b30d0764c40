/* Owns HTTP. Never knows what is posted. */
#include "server/postman.h"

#include <curl/curl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { CONNECT_MS = 5000, POST_MS = 10000, ANSWER_MAX = 4096 };

struct postman {
  uv_thread_t thread;
  uv_async_t arrived;
  bool is_out;       /* a thread runs or has run and is not joined */
  atomic_bool stop;
  struct arena *arena;
  struct postman_item *items;
  size_t n;
  void (*done)(void *data);
  void *data;
};

struct answer_text {
  char text[ANSWER_MAX];
  size_t size;
};

static size_t on_bytes(char *bytes, size_t one, size_t n, void *data)
{
  struct answer_text *answer = data;
  const size_t room = ANSWER_MAX - 1 - answer->size;
  if (n > room) return 0; /* longer than any answer we read: the post fails */
  memcpy(answer->text + answer->size, bytes, n);
  answer->size += n;
  answer->text[answer->size] = '\0';
  return n * one;
}

static int on_progress(void *data, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
  const struct postman *postman = data;
  (void)a, (void)b, (void)c, (void)d;
  return atomic_load(&postman->stop) ? 1 : 0;
}

static void set_options(CURL *curl, struct postman *postman, const struct postman_item *item,
                        struct answer_text *answer, struct curl_slist *headers)
{
  (void)curl_easy_setopt(curl, CURLOPT_URL, item->post.url);
  (void)curl_easy_setopt(curl, CURLOPT_POSTFIELDS, item->post.body);
  (void)curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  (void)curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_bytes);
  (void)curl_easy_setopt(curl, CURLOPT_WRITEDATA, answer);
  (void)curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
  (void)curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
  (void)curl_easy_setopt(curl, CURLOPT_XFERINFODATA, postman);
  (void)curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
  (void)curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)POST_MS);
  (void)curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  (void)curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L); /* an allowed host leads nowhere else */
  (void)curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  (void)curl_easy_setopt(curl, CURLOPT_USERAGENT, "jieduid");
}

static void post(struct postman *postman, struct postman_item *item)
{
  struct answer_text answer = {.size = 0};
  CURL *curl = curl_easy_init();
  struct curl_slist *headers =
      curl_slist_append(NULL, "Content-Type: application/json; charset=utf-8");
  if (curl == NULL || headers == NULL) abort();
  set_options(curl, postman, item, &answer, headers);
  long status = 0;
  const CURLcode code = curl_easy_perform(curl);
  (void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  if (code != CURLE_OK) {
    item->fault = curl_easy_strerror(code); /* never the address: its path is a secret */
  } else if (status != 200) {
    item->fault = arena_printf(postman->arena, "HTTP %ld", status);
  } else {
    (void)webhook_was_taken(postman->arena, answer.text, &item->fault);
  }
  curl_slist_free_all(headers);
  curl_easy_cleanup(curl);
}

static void walk(void *data)
{
  struct postman *postman = data;
  for (size_t i = 0; i < postman->n && !atomic_load(&postman->stop); i++) {
    if (postman->items[i].fault == NULL) post(postman, &postman->items[i]);
  }
  (void)uv_async_send(&postman->arrived);
}

static void on_arrived(uv_async_t *async)
{
  struct postman *postman = async->data;
  if (!postman->is_out) return;
  (void)uv_thread_join(&postman->thread);
  postman->is_out = false;
  postman->done(postman->data);
}

struct postman *postman_new(uv_loop_t *loop)
{
  struct postman *postman = calloc(1, sizeof *postman);
  if (postman == NULL || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) abort();
  (void)uv_async_init(loop, &postman->arrived, on_arrived);
  postman->arrived.data = postman;
  return postman;
}

void postman_send(struct postman *postman, struct arena *arena, struct postman_item *items,
                  size_t n, void (*done)(void *data), void *data)
{
  postman->arena = arena;
  postman->items = items;
  postman->n = n;
  postman->done = done;
  postman->data = data;
  postman->is_out = uv_thread_create(&postman->thread, walk, postman) == 0;
  if (!postman->is_out) abort();
}

static void on_closed(uv_handle_t *handle)
{
  curl_global_cleanup();
  free(handle->data);
}

void postman_close(struct postman *postman)
{
  atomic_store(&postman->stop, true);
  if (postman->is_out) (void)uv_thread_join(&postman->thread);
  postman->is_out = false;
  uv_close((uv_handle_t *)&postman->arrived, on_closed);
}
