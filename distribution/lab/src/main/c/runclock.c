/*
 * runclock: runs CNI plugins as a container runtime does, and says how long each took.
 *
 * A benchmark keeps one of it: starting a process from a JVM costs milliseconds and noise, posix_spawn
 * from this small one tens of microseconds, the same for every side.
 *
 * stdin, a line a round: one or more directories separated by tabs. A directory describes one process:
 *   exec   absolute path of the program
 *   env    its environment, each NAME=VALUE ended by a newline
 *   stdin  its standard input, at most 64 KiB (a pipe's buffer)
 * All processes of a line run at the same time. The answer on stdout:
 *   nanoseconds from the first start to the last exit, with all output read, and a newline; then for each
 *   process its exit code, a space, the bytes of its stdout, a newline, and those bytes.
 * Files are read before the clock starts. A process ended by signal n has exit code 128 + n.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MAX_PROCESSES = 64, MAX_FILE = 64 * 1024, MAX_VARIABLES = 256, MAX_LINE = 64 * 1024 };

struct process {
  char exec[MAX_FILE];
  char env[MAX_FILE];
  char input[MAX_FILE];
  char output[MAX_FILE];
  size_t input_length;
  size_t output_length;
  char *variables[MAX_VARIABLES + 1];
  int in[2];
  int out[2];
  pid_t pid;
  int code;
};

static struct process processes[MAX_PROCESSES];

_Noreturn static void fail(const char *what, const char *subject) {
  fprintf(stderr, "runclock: cannot %s \"%s\": %s\n", what, subject, strerror(errno));
  exit(1);
}

static size_t read_file(const char *directory, const char *name, char *to) {
  char path[4096];
  if (snprintf(path, sizeof path, "%s/%s", directory, name) >= (int)sizeof path) {
    errno = ENAMETOOLONG;
    fail("open", directory);
  }
  FILE *file = fopen(path, "re");
  if (file == NULL) {
    fail("open", path);
  }
  size_t length = fread(to, 1, MAX_FILE, file);
  if (ferror(file) || length == MAX_FILE) {
    errno = ferror(file) ? EIO : EFBIG;
    fail("read", path);
  }
  fclose(file);
  to[length] = '\0';
  return length;
}

static void load(struct process *process, const char *directory) {
  size_t length = read_file(directory, "exec", process->exec);
  if (length > 0 && process->exec[length - 1] == '\n') {
    process->exec[length - 1] = '\0';
  }
  read_file(directory, "env", process->env);
  size_t count = 0;
  for (char *line = strtok(process->env, "\n"); line != NULL; line = strtok(NULL, "\n")) {
    if (count == MAX_VARIABLES) {
      errno = E2BIG;
      fail("read the environment of", directory);
    }
    process->variables[count++] = line;
  }
  process->variables[count] = NULL;
  process->input_length = read_file(directory, "stdin", process->input);
}

/* Pipes, the input already in the one for stdin. */
static void prepare(struct process *process) {
  if (pipe2(process->in, O_CLOEXEC) < 0 || pipe2(process->out, O_CLOEXEC) < 0) {
    fail("make pipes for", process->exec);
  }
  if (write(process->in[1], process->input, process->input_length) !=
      (ssize_t)process->input_length) {
    fail("fill the standard input of", process->exec);
  }
  close(process->in[1]);
}

static void start(struct process *process) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, process->in[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, process->out[1], STDOUT_FILENO);
  char *arguments[] = {process->exec, NULL};
  errno = posix_spawn(&process->pid, process->exec, &actions, NULL, arguments, process->variables);
  if (errno != 0) {
    fail("start", process->exec);
  }
  posix_spawn_file_actions_destroy(&actions);
  close(process->in[0]);
  close(process->out[1]);
}

static void finish(struct process *process) {
  size_t length = 0;
  while (length < MAX_FILE) {
    ssize_t got = read(process->out[0], process->output + length, MAX_FILE - length);
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got < 0) {
      fail("read the output of", process->exec);
    }
    if (got == 0) {
      break;
    }
    length += (size_t)got;
  }
  process->output_length = length;
  close(process->out[0]);
  int status = 0;
  while (waitpid(process->pid, &status, 0) < 0) {
    if (errno != EINTR) {
      fail("wait for", process->exec);
    }
  }
  process->code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static long long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (long long)time.tv_sec * 1000000000LL + time.tv_nsec;
}

static void run(size_t count) {
  for (size_t i = 0; i < count; i++) {
    prepare(&processes[i]);
  }
  long long begin = now();
  for (size_t i = 0; i < count; i++) {
    start(&processes[i]);
  }
  for (size_t i = 0; i < count; i++) {
    finish(&processes[i]);
  }
  long long end = now();
  printf("%lld\n", end - begin);
  for (size_t i = 0; i < count; i++) {
    printf("%d %zu\n", processes[i].code, processes[i].output_length);
    fwrite(processes[i].output, 1, processes[i].output_length, stdout);
  }
  fflush(stdout);
}

int main(void) {
  static char line[MAX_LINE];
  while (fgets(line, sizeof line, stdin) != NULL) {
    line[strcspn(line, "\n")] = '\0';
    size_t count = 0;
    char *rest = line;
    for (char *directory = strsep(&rest, "\t"); directory != NULL; directory = strsep(&rest, "\t")) {
      if (count == MAX_PROCESSES) {
        errno = E2BIG;
        fail("run more than 64 processes at once, got", directory);
      }
      load(&processes[count++], directory);
    }
    run(count);
  }
  return 0;
}
