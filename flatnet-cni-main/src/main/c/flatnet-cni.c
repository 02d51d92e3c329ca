/*
 * flatnet-cni: the executable that a container runtime calls (CNI SPEC 1.1.0, section 2).
 *
 * It reads nothing of the request. It hands the CNI_* environment, stdin and an open descriptor of
 * the pod's network namespace to the node's agent over a Unix stream socket, prints the agent's
 * answer and exits with the agent's code. Without an agent it becomes the bundled Java runtime,
 * which runs the same verbs in this process.
 *
 * One file, though a long one: whoever trusts a node to this binary reads all of it in one go.
 *
 * Frames, version 1 (the other end: io.flatnet.cni.agent.Framing). All numbers are big-endian.
 *
 *   request, 32 bytes and three parts
 *      0  u32  magic "FLNT"
 *      4  u16  version, 1
 *      6  u16  namespace: 0 CNI_NETNS is absent or empty, 1 its descriptor comes with this frame's
 *              first byte (SCM_RIGHTS), 2 it could not be opened
 *      8  u32  errno of that open, else 0
 *     12  u32  milliseconds that the launcher waits for the answer
 *     16  u32  bytes of the name that the launcher was called by, at most 255
 *     20  u32  bytes of the environment, at most 256 KiB
 *     24  u32  bytes of stdin, at most 1 MiB
 *     28  u32  flags: 1 the launcher says when it has printed the answer
 *     32  name, without a directory; environment as NAME=VALUE each ended by NUL; stdin
 *
 *   answer, 16 bytes and one part
 *      0  u32  magic "FLNT"
 *      4  u16  version, 1
 *      6  u16  exit code
 *      8  u32  bytes of text, at most 1 MiB
 *     12  u32  0
 *     16  text for stdout
 *
 *   receipt, 1 byte: 6, when all of the answer is on stdout
 *
 * The connection stays open until then: an agent that sees it close before takes back what it did.
 * A request that was not read to its end was not served (the connection is reset, or cannot be
 * written to): it is sent again, to whoever listens at the path now. So an agent can be replaced by
 * another at any time.
 *
 * Environment of the launcher itself: FLATNET_AGENT_SOCKET, FLATNET_RUNTIME,
 * FLATNET_TIMEOUT_SECONDS (1 to 3600).
 *
 * The deadline is one timer signal for the whole process, so that no system call, known or
 * forgotten, can hold it.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#ifndef FLATNET_VERSION
#define FLATNET_VERSION "development"
#endif

#define DEFAULT_SOCKET "/run/flatnet/agent.sock"
#define DEFAULT_RUNTIME "/opt/flatnet/bin/flatnet-agent"
#define DEFAULT_TIMEOUT_SECONDS 100u
#define MAX_TIMEOUT_SECONDS 3600u

enum {
  FRAME_VERSION = 1,
  REQUEST_HEADER = 32,
  ANSWER_HEADER = 16,
  MAX_NAME = 255,
  MAX_ENVIRONMENT = 256 * 1024,
  MAX_STDIN = 1024 * 1024,
  MAX_ANSWER = 1024 * 1024,
  FLAG_RECEIPT = 1,
  RECEIPT = 6,
  ATTEMPTS = 5,
};

static const uint32_t MAGIC = 0x464c4e54; /* "FLNT" */

/* The namespace field of the request. */
enum { NAMESPACE_ABSENT = 0, NAMESPACE_ATTACHED = 1, NAMESPACE_UNOPENABLE = 2 };

/* CNI error codes: SPEC 1.0.0, section "Error"; 100 and above are a plugin's own. */
enum {
  CNI_INVALID_ENVIRONMENT = 4,
  CNI_IO_FAILURE = 5,
  CNI_INVALID_CONFIG = 7,
  CNI_TRY_AGAIN = 11,
};

static unsigned char frame[REQUEST_HEADER + MAX_NAME + MAX_ENVIRONMENT + MAX_STDIN + 1];

/* Set before the first byte of an answer goes out: from then on a second JSON text would spoil it. */
static volatile sig_atomic_t printing;

/* ---- errors ---- */

/* Writes all of it, or gives up: there is no one left to tell, and an agent that gets no receipt
 * takes its work back. Safe in a signal handler. */
static void print(const char *text, size_t length) {
  while (length > 0) {
    ssize_t written = write(STDOUT_FILENO, text, length);
    if (written < 0 && errno == EINTR) {
      continue;
    }
    if (written <= 0) {
      _exit(1);
    }
    text += written;
    length -= (size_t)written;
  }
}

static void print_text(const char *text) { print(text, strlen(text)); }

/* Prints text as the inside of a JSON string: printable ASCII, the rest escaped or '?'. */
static void print_escaped(const char *text) {
  static const char hex[] = "0123456789abcdef";
  for (; *text != '\0'; text++) {
    unsigned char c = (unsigned char)*text;
    if (c == '"' || c == '\\') {
      char pair[2] = {'\\', (char)c};
      print(pair, sizeof pair);
    } else if (c < 0x20 || c == 0x7f) {
      char escape[6] = {'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]};
      print(escape, sizeof escape);
    } else {
      char plain = c < 0x80 ? (char)c : '?';
      print(&plain, 1);
    }
  }
}

static void print_number(unsigned int number) {
  char digits[10];
  size_t at = sizeof digits;
  do {
    digits[--at] = (char)('0' + number % 10);
    number /= 10;
  } while (number > 0);
  print(digits + at, sizeof digits - at);
}

/* Prints a CNI error and ends the process. Parts of the message may be empty. */
_Noreturn static void fail(unsigned int code, const char *message, const char *subject,
                           const char *reason) {
  if (!printing) {
    printing = 1;
    print_text("{\"cniVersion\":\"1.0.0\",\"code\":");
    print_number(code);
    print_text(",\"msg\":\"");
    print_escaped(message);
    print_escaped(subject);
    print_text("\",\"details\":\"");
    print_escaped(reason);
    print_text("\"}\n");
  }
  _exit(1);
}

_Noreturn static void fail_errno(unsigned int code, const char *message, const char *subject) {
  fail(code, message, subject, strerror(errno));
}

static void on_deadline(int signal_number) {
  (void)signal_number;
  fail(CNI_TRY_AGAIN, "no answer from the node's agent in time; try again later", "",
       "the launcher's time limit passed (FLATNET_TIMEOUT_SECONDS)");
}

/* ---- environment ---- */

/* The value, or the default when the variable is absent or empty. */
static const char *variable(const char *name, const char *otherwise) {
  const char *value = getenv(name);
  return value != NULL && *value != '\0' ? value : otherwise;
}

static unsigned int timeout_seconds(void) {
  const char *text = variable("FLATNET_TIMEOUT_SECONDS", NULL);
  unsigned int seconds = 0;
  if (text == NULL) {
    return DEFAULT_TIMEOUT_SECONDS;
  }
  for (const char *at = text; *at != '\0'; at++) {
    if (*at < '0' || *at > '9' || seconds > MAX_TIMEOUT_SECONDS) {
      seconds = 0;
      break;
    }
    seconds = seconds * 10 + (unsigned int)(*at - '0');
  }
  if (seconds == 0 || seconds > MAX_TIMEOUT_SECONDS) {
    fail(CNI_INVALID_ENVIRONMENT,
         "cannot read FLATNET_TIMEOUT_SECONDS: it must be 1 to 3600 seconds, got ", text, "");
  }
  return seconds;
}

static void start_deadline(unsigned int seconds) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = on_deadline;
  sigemptyset(&action.sa_mask);
  sigaction(SIGALRM, &action, NULL);
  /* The signal may come blocked from whoever started this process. */
  sigset_t alarm_only;
  sigemptyset(&alarm_only);
  sigaddset(&alarm_only, SIGALRM);
  sigprocmask(SIG_UNBLOCK, &alarm_only, NULL);
  alarm(seconds);
}

/* ---- the agent ---- */

/* What was read from stdin becomes stdin again. */
static void give_back(const unsigned char *stdin_bytes, size_t length) {
  int file = memfd_create("stdin", MFD_CLOEXEC);
  size_t written = 0;
  while (file >= 0 && written < length) {
    ssize_t count = write(file, stdin_bytes + written, length - written);
    if (count < 0 && errno != EINTR) {
      break;
    }
    written += count < 0 ? 0 : (size_t)count;
  }
  if (file < 0 || written < length || lseek(file, 0, SEEK_SET) < 0 || dup2(file, STDIN_FILENO) < 0) {
    fail_errno(CNI_TRY_AGAIN, "cannot hand the configuration to the bundled runtime", "");
  }
}

/* Becomes the bundled runtime, which reads stdin. */
_Noreturn static void run_without_agent(const char *socket_path) {
  const char *runtime = variable("FLATNET_RUNTIME", DEFAULT_RUNTIME);
  char verb[] = "cni";
  char *const arguments[] = {(char *)(uintptr_t)runtime, verb, NULL};
  alarm(0); /* it would outlive exec and end the runtime without a word; that has its own limit */
  execv(runtime, arguments);
  if (errno == ENOENT) {
    fail(CNI_TRY_AGAIN, "no agent answers on this node; is its pod running? Socket: ", socket_path,
         "the bundled runtime (FLATNET_RUNTIME) is not installed either");
  }
  fail_errno(CNI_TRY_AGAIN, "no agent answers, and the bundled runtime cannot start: ", runtime);
}

/* Returns a connection, or -1 when nobody listens. */
static int connect_to_agent(const char *path) {
  struct sockaddr_un address;
  memset(&address, 0, sizeof address);
  address.sun_family = AF_UNIX;
  size_t length = strlen(path);
  if (length >= sizeof address.sun_path) {
    fail(CNI_INVALID_ENVIRONMENT, "the path of the agent's socket is too long: ", path, "");
  }
  memcpy(address.sun_path, path, length + 1);
  int agent = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (agent < 0) {
    fail_errno(CNI_TRY_AGAIN, "cannot open a socket", "");
  }
  for (int refused = 0; connect(agent, (const struct sockaddr *)&address, sizeof address) < 0;) {
    if (errno == ECONNREFUSED && ++refused < ATTEMPTS) {
      continue; /* the path may have been of an agent that another has just replaced */
    }
    if (errno == ENOENT || errno == ECONNREFUSED || errno == ENOTDIR) {
      close(agent);
      return -1;
    }
    if (errno != EINTR) {
      fail_errno(CNI_TRY_AGAIN, "cannot reach the node's agent at ", path);
    }
  }
  return agent;
}

/* ---- the request ---- */

static unsigned char *put16(unsigned char *to, unsigned int value) {
  to[0] = (unsigned char)(value >> 8);
  to[1] = (unsigned char)value;
  return to + 2;
}

static unsigned char *put32(unsigned char *to, uint32_t value) {
  return put16(put16(to, value >> 16), value & 0xffff);
}

static uint32_t get32(const unsigned char *from) {
  return (uint32_t)from[0] << 24 | (uint32_t)from[1] << 16 | (uint32_t)from[2] << 8 | from[3];
}

/* Copies every CNI_* variable; returns the number of bytes. */
static size_t put_environment(unsigned char *to) {
  extern char **environ;
  size_t total = 0;
  for (char **entry = environ; entry != NULL && *entry != NULL; entry++) {
    if (strncmp(*entry, "CNI_", 4) != 0) {
      continue;
    }
    size_t length = strlen(*entry) + 1;
    if (length > MAX_ENVIRONMENT - total) {
      fail(CNI_INVALID_ENVIRONMENT, "the CNI_* environment is larger than 256 KiB", "", "");
    }
    memcpy(to + total, *entry, length);
    total += length;
  }
  return total;
}

/* Reads stdin to its end; one byte more than allowed is enough to know. */
static size_t put_stdin(unsigned char *to) {
  size_t total = 0;
  while (total <= MAX_STDIN) {
    ssize_t got = read(STDIN_FILENO, to + total, MAX_STDIN + 1 - total);
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got < 0) {
      fail_errno(CNI_IO_FAILURE, "cannot read the network configuration from stdin", "");
    }
    if (got == 0) {
      return total;
    }
    total += (size_t)got;
  }
  fail(CNI_INVALID_CONFIG, "the network configuration on stdin is larger than 1 MiB", "", "");
}

static const char *called_by(const char *argument) {
  const char *slash = argument == NULL ? NULL : strrchr(argument, '/');
  return slash != NULL ? slash + 1 : argument == NULL ? "" : argument;
}

/* The frame of this call. */
struct request {
  size_t length;
  size_t stdin_length; /* the last part */
  int descriptor;      /* of the namespace, or -1 */
};

static struct request build_request(const char *name, unsigned int wait_seconds) {
  unsigned int state = NAMESPACE_ABSENT;
  int open_errno = 0;
  int descriptor = -1;
  const char *path = variable("CNI_NETNS", NULL);
  if (path != NULL) {
    /* O_NONBLOCK: should it be a FIFO, open would wait for its writer. */
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    open_errno = descriptor < 0 ? errno : 0;
    state = descriptor < 0 ? NAMESPACE_UNOPENABLE : NAMESPACE_ATTACHED;
  }
  size_t name_length = strnlen(name, MAX_NAME);
  unsigned char *body = frame + REQUEST_HEADER;
  memcpy(body, name, name_length);
  size_t environment_length = put_environment(body + name_length);
  size_t stdin_length = put_stdin(body + name_length + environment_length);
  unsigned char *at = put32(frame, MAGIC);
  at = put16(at, FRAME_VERSION);
  at = put16(at, state);
  at = put32(at, (uint32_t)open_errno);
  at = put32(at, wait_seconds * 1000);
  at = put32(at, (uint32_t)name_length);
  at = put32(at, (uint32_t)environment_length);
  at = put32(at, (uint32_t)stdin_length);
  put32(at, FLAG_RECEIPT);
  struct request request = {
      .length = REQUEST_HEADER + name_length + environment_length + stdin_length,
      .stdin_length = stdin_length,
      .descriptor = descriptor,
  };
  return request;
}

/* Sends the frame; the descriptor, if there is one, rides on its first byte. Returns 0 when the other
 * end has closed before all was sent. */
static int send_request(int agent, const struct request *request) {
  union {
    struct cmsghdr header; /* for its alignment */
    char bytes[CMSG_SPACE(sizeof(int))];
  } control;
  size_t sent = 0;
  while (sent < request->length) {
    struct iovec part = {.iov_base = frame + sent, .iov_len = request->length - sent};
    struct msghdr message;
    memset(&message, 0, sizeof message);
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    if (sent == 0 && request->descriptor >= 0) {
      memset(&control, 0, sizeof control);
      message.msg_control = control.bytes;
      message.msg_controllen = sizeof control.bytes;
      struct cmsghdr *rights = CMSG_FIRSTHDR(&message);
      rights->cmsg_level = SOL_SOCKET;
      rights->cmsg_type = SCM_RIGHTS;
      rights->cmsg_len = CMSG_LEN(sizeof(int));
      memcpy(CMSG_DATA(rights), &request->descriptor, sizeof request->descriptor);
    }
    ssize_t count = sendmsg(agent, &message, MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) {
      continue;
    }
    if (count < 0 && (errno == EPIPE || errno == ECONNRESET)) {
      return 0; /* it may have answered before it read all: receiving says so */
    }
    if (count < 0) {
      fail_errno(CNI_TRY_AGAIN, "cannot send the request to the node's agent", "");
    }
    sent += (size_t)count;
  }
  return 1;
}

/* ---- the answer ---- */

/* Fills the buffer; returns 0 when there was no first byte and the request cannot have been read. */
static int receive(int agent, unsigned char *to, size_t length, int all_sent) {
  size_t total = 0;
  while (total < length) {
    ssize_t got = recv(agent, to + total, length - total, 0);
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (total == 0 && ((got < 0 && errno == ECONNRESET) || (got == 0 && !all_sent))) {
      return 0;
    }
    if (got < 0) {
      fail_errno(CNI_TRY_AGAIN, "the connection to the node's agent broke; try again later", "");
    }
    if (got == 0) {
      fail(CNI_TRY_AGAIN, "the node's agent closed the connection without an answer; try again later",
           "", "it may be restarting; its log says more");
    }
    total += (size_t)got;
  }
  return 1;
}

/* Prints the answer and ends the process; returns when the request was not served. */
static void relay_answer(int agent, int all_sent) {
  unsigned char head[ANSWER_HEADER];
  if (!receive(agent, head, sizeof head, all_sent)) {
    return;
  }
  unsigned int version = get32(head + 4) >> 16;
  unsigned int code = get32(head + 4) & 0xffff;
  uint32_t length = get32(head + 8);
  if (get32(head) != MAGIC || version != FRAME_VERSION || length > MAX_ANSWER) {
    fail(CNI_TRY_AGAIN, "cannot read the answer of the node's agent: it is no frame of version 1", "",
         "launcher and agent must come from the same release");
  }
  if (!receive(agent, frame, length, 1)) {
    fail(CNI_TRY_AGAIN, "the connection to the node's agent broke; try again later", "", "");
  }
  printing = 1;
  print((const char *)frame, length);
  alarm(0); /* it is out, and must not be followed by another end */
  unsigned char receipt = RECEIPT;
  (void)send(agent, &receipt, sizeof receipt, MSG_NOSIGNAL); /* an older agent does not wait for it */
  _exit((int)(code > 255 ? 255 : code));
}

/* Serves the call, which ends the process. */
_Noreturn static void serve(const char *name, unsigned int seconds) {
  const char *path = variable("FLATNET_AGENT_SOCKET", DEFAULT_SOCKET);
  const struct timespec pause = {.tv_nsec = 20 * 1000 * 1000};
  struct request request = build_request(name, seconds);
  for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (attempt > 0) {
      nanosleep(&pause, NULL);
    }
    int agent = connect_to_agent(path);
    if (agent < 0) {
      give_back(frame + request.length - request.stdin_length, request.stdin_length);
      run_without_agent(path);
    }
    int all_sent = send_request(agent, &request);
    relay_answer(agent, all_sent);
    close(agent);
  }
  fail(CNI_TRY_AGAIN, "the node's agent does not take the request; try again later", "",
       "it closed the connection each time before it had read all; its log says more");
}

/* ---- a person's call ---- */

static int is_option(const char *argument, const char *name) {
  return argument != NULL && strcmp(argument, name) == 0;
}

static void greet(void) {
  print_text("flatnet-cni " FLATNET_VERSION
             ": CNI plugin that gives a pod its flat-network address (CNI 0.1.0 to 1.1.0).\n"
             "A container runtime calls it with CNI_COMMAND and a configuration on stdin;\n"
             "it hands both to the agent at " DEFAULT_SOCKET " (FLATNET_AGENT_SOCKET).\n");
  _exit(0);
}

int main(int argc, char **argv) {
  const char *first = argc > 1 ? argv[1] : NULL;
  if (is_option(first, "--help") || is_option(first, "-h") || is_option(first, "--version") ||
      (getenv("CNI_COMMAND") == NULL && isatty(STDIN_FILENO))) {
    greet();
  }
  unsigned int seconds = timeout_seconds();
  start_deadline(seconds);
  serve(called_by(argc > 0 ? argv[0] : NULL), seconds);
}
