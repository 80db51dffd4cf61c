/* bench_start.c: the program from fork to exit, with its peak memory: `khabar lookup` and `khabar tag` on a draft. */
#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"

#define STARTS 40

extern char **environ;

/* Runs argv with its output thrown away. Returns the seconds; *mb gets the peak of its memory. */
static double time_program(char *const *argv, double *mb) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  pid_t pid;
  int status;
  struct rusage usage;
  double start = bench_now();
  if (posix_spawn(&pid, argv[0], &actions, NULL, argv, environ) != 0) support_die("cannot start %s", argv[0]);
  if (wait4(pid, &status, 0, &usage) != pid) support_die("lost %s", argv[0]);
  double seconds = bench_now() - start;
  posix_spawn_file_actions_destroy(&actions);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) support_die("%s %s failed", argv[0], argv[1]);
  *mb = (double)usage.ru_maxrss / 1024;
  return seconds;
}

static void measure(const char *key, char *const *argv) {
  double times[STARTS], mb = 0;
  char name[64];
  time_program(argv, &mb);
  for (int i = 0; i < STARTS; i++) times[i] = time_program(argv, &mb);
  snprintf(name, sizeof name, "%s_ms", key);
  bench_print(name, 1e3 * bench_quantile(times, STARTS, 0.5));
  snprintf(name, sizeof name, "%s_rss_mb", key);
  bench_print(name, mb);
}

int main(int argc, char **argv) {
  char *program = argc > 1 ? argv[1] : (char *)(uintptr_t) "build/khabar";
  char *draft = argc > 2 ? argv[2] : (char *)(uintptr_t) "annotations/gold/demo.txt";
  char word[] = "القاهرة", lookup[] = "lookup", tag[] = "tag", json[] = "--format=json", truth[] = "/bin/true";
  measure("lookup", (char *[]){program, lookup, word, NULL});
  measure("tag", (char *[]){program, tag, json, draft, NULL});
  measure("true", (char *[]){truth, NULL}); /* what starting any program costs here */
  return 0;
}
