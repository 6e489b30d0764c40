/* bench_load: calls of one method over N connections with D calls in flight each, for a time.
 * Prints "begin" when counting begins and one line of JSON when it ends. Loopback only. */
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "load_connection.h"

enum { HANDSHAKE_SECONDS = 30, DRAIN_SECONDS = 30, TIMES_MOST = 64 * 1024 * 1024 };

static const char usage[] =
    "Usage: bench_load --port N --ca FILE --method NAME [options]\n"
    "  --machine FILE     the machine's certificate and key, one PEM file\n"
    "  --name NAME        the name in the server's certificate (localhost)\n"
    "  --work FILE        the calls, a line each: SESSION BODY OFFSET DIGITS (one without either)\n"
    "  --writes           a fresh request id for every call\n"
    "  --first N          number of the work's first round (0)\n"
    "  --connections N    (64)\n"
    "  --in-flight N      calls of one connection at a time (1)\n"
    "  --warm SECONDS     before counting begins (0.5)\n"
    "  --seconds SECONDS  of counting (5)\n"
    "  --calls N          at most so many calls, warming included\n";

static struct connection **connections;

void load_fail(const char *what, const char *why)
{
  (void)fprintf(stderr, "bench_load: %s: %s\n", what, why);
  exit(EXIT_FAILURE);
}

static int compare_times(const void *a, const void *b)
{
  const uint32_t left = *(const uint32_t *)a;
  const uint32_t right = *(const uint32_t *)b;
  return (left > right) - (left < right);
}

static double quantile_ms(const struct load *load, double share)
{
  const uint32_t *times = (const uint32_t *)(const void *)buffer_data(&load->times);
  const size_t n = buffer_size(&load->times) / sizeof *times;
  if (n == 0) return 0;
  return times[(size_t)((double)(n - 1) * share)] / 1e4;
}

static double cpu_seconds(void)
{
  struct rusage used;
  (void)getrusage(RUSAGE_SELF, &used);
  return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
         (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

static double cpu_before;

static void print_figures(struct load *load)
{
  const double cpu = cpu_seconds() - cpu_before;
  const double seconds = (double)(load->counted_to - load->counted_from) / 1e9;
  if (load->times.data != NULL) {
    qsort(load->times.data + load->times.start, buffer_size(&load->times) / sizeof(uint32_t),
          sizeof(uint32_t), compare_times);
  }
  (void)printf(
      "{\"calls\": %llu, \"refused\": %llu, \"refusal\": %llu, \"seconds\": %.4f, "
      "\"per_second\": %.1f, \"p50_ms\": %.4f, \"p99_ms\": %.4f, \"load_cpu\": %.3f}\n",
      (unsigned long long)load->n_counted, (unsigned long long)load->n_refused,
      (unsigned long long)load->last_refusal, seconds, (double)load->n_counted / seconds,
      quantile_ms(load, 0.5), quantile_ms(load, 0.99), cpu);
  (void)fflush(stdout);
}

static void on_too_late(uv_timer_t *timer)
{
  (void)timer;
  load_fail("time", "the server has not answered everything");
}

/* What is measured is over; calls still open are waited for, so that none is cut off. */
static void stop_counting(struct load *load)
{
  load->counting = false;
  load->stopping = true;
  load->counted_to = uv_hrtime();
  print_figures(load);
  (void)uv_timer_start(&load->timer, on_too_late, DRAIN_SECONDS * 1000, 0);
}

static void close_when_done(struct load *load)
{
  if (!load->stopping || load->n_open > 0 || uv_is_closing((uv_handle_t *)&load->timer)) return;
  if (load->counting) stop_counting(load);
  uv_close((uv_handle_t *)&load->timer, NULL);
  for (unsigned i = 0; i < load->connections; i++) connection_close(connections[i]);
}

static void on_time_over(uv_timer_t *timer)
{
  struct load *load = timer->data;
  stop_counting(load);
  close_when_done(load);
}

static void on_warm(uv_timer_t *timer)
{
  struct load *load = timer->data;
  (void)puts("begin");
  (void)fflush(stdout);
  cpu_before = cpu_seconds();
  load->counting = true;
  load->counted_from = uv_hrtime();
  (void)uv_timer_start(timer, on_time_over, (uint64_t)(load->seconds * 1000), 0);
}

static void on_all_ready(uv_timer_t *timer)
{
  struct load *load = timer->data;
  (void)uv_timer_start(timer, on_warm, (uint64_t)(load->warm_seconds * 1000), 0);
  for (unsigned i = 0; i < load->connections; i++) connection_start(connections[i]);
}

/* The first calls go out from the loop, when no connection is in the midst of its handshake. */
void on_connection_ready(struct load *load)
{
  if (++load->n_ready == load->connections) (void)uv_timer_start(&load->timer, on_all_ready, 0, 0);
}

bool load_has_made_all(const struct load *load)
{
  return load->most_calls > 0 && load->work.n_made >= load->most_calls;
}

void on_answer(struct load *load, uint64_t sent_ns, uint64_t code)
{
  if (code != JIEDUI__CODE__OK) {
    load->n_refused++;
    load->last_refusal = code;
  }
  if (load->counting) {
    const uint32_t time = (uint32_t)((uv_hrtime() - sent_ns) / 100);
    load->n_counted++;
    if (buffer_size(&load->times) < TIMES_MOST) buffer_append(&load->times, &time, sizeof time);
  }
  if (load_has_made_all(load)) load->stopping = true;
  close_when_done(load);
}

static const struct option options[] = {
    {"port", required_argument, NULL, 'p'},
    {"ca", required_argument, NULL, 'a'},
    {"machine", required_argument, NULL, 'k'},
    {"method", required_argument, NULL, 'm'},
    {"name", required_argument, NULL, 'n'},
    {"work", required_argument, NULL, 'w'},
    {"writes", no_argument, NULL, 'i'},
    {"first", required_argument, NULL, 'f'},
    {"connections", required_argument, NULL, 'c'},
    {"in-flight", required_argument, NULL, 'd'},
    {"warm", required_argument, NULL, 'u'},
    {"seconds", required_argument, NULL, 's'},
    {"calls", required_argument, NULL, 'l'},
    {NULL, 0, NULL, 0},
};

static bool parse(int argc, char **argv, struct load *load, const char **ca,
                  const char **machine, const char **file)
{
  for (int c = getopt_long(argc, argv, "", options, NULL); c != -1;
       c = getopt_long(argc, argv, "", options, NULL)) {
    switch (c) {
      case 'p':
        load->port = (int)strtol(optarg, NULL, 10);
        break;
      case 'a':
        *ca = optarg;
        break;
      case 'k':
        *machine = optarg;
        break;
      case 'm':
        load->work.method = optarg;
        break;
      case 'n':
        load->name = optarg;
        break;
      case 'w':
        *file = optarg;
        break;
      case 'i':
        load->work.writes = true;
        break;
      case 'f':
        load->work.first = strtoull(optarg, NULL, 10);
        break;
      case 'c':
        load->connections = (unsigned)strtoul(optarg, NULL, 10);
        break;
      case 'd':
        load->in_flight = (unsigned)strtoul(optarg, NULL, 10);
        break;
      case 'u':
        load->warm_seconds = strtod(optarg, NULL);
        break;
      case 's':
        load->seconds = strtod(optarg, NULL);
        break;
      case 'l':
        load->most_calls = strtoull(optarg, NULL, 10);
        break;
      default:
        return false;
    }
  }
  return optind == argc && load->port > 0 && *ca != NULL && load->work.method != NULL &&
         load->connections > 0 && load->in_flight > 0 && load->in_flight <= 64;
}

int main(int argc, char **argv)
{
  static struct load load = {
      .name = "localhost", .connections = 64, .in_flight = 1, .warm_seconds = 0.5, .seconds = 5};
  const char *ca = NULL;
  const char *machine = NULL;
  const char *file = NULL;
  struct error error;
  if (!parse(argc, argv, &load, &ca, &machine, &file)) {
    (void)fputs(usage, stderr);
    return JIEDUI__CODE__USAGE;
  }
  (void)signal(SIGPIPE, SIG_IGN);
  load.tls = tls_context_client(ca, &error);
  if (load.tls == NULL ||
      (machine != NULL && !tls_context_present(load.tls, machine, machine, &error))) {
    load_fail("certificates", error.text);
  }
  if (file == NULL) {
    work_fill_empty(&load.work);
  } else if (!work_read(&load.work, file, &error)) {
    load_fail("work", error.text);
  }
  connections = calloc(load.connections, sizeof *connections);
  if (connections == NULL || uv_loop_init(&load.loop) != 0) abort();
  (void)uv_timer_init(&load.loop, &load.timer);
  load.timer.data = &load;
  (void)uv_timer_start(&load.timer, on_too_late, HANDSHAKE_SECONDS * 1000, 0);
  for (unsigned i = 0; i < load.connections; i++) connections[i] = connection_open(&load);
  (void)uv_run(&load.loop, UV_RUN_DEFAULT);
  (void)uv_loop_close(&load.loop);
  work_free(&load.work);
  buffer_free(&load.times);
  tls_context_free(load.tls);
  free(connections);
  return load.n_refused > 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
