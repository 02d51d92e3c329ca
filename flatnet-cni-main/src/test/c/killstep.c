/*
 * Preloaded into an agent: ends it by SIGKILL around one of the messages that it sends, to the
 * kernel or to a launcher. KILL_STEP 0 is before the first, 1 after it, 2 before the second; counted
 * from when the file KILL_WHEN is there.
 *
 * Java calls the C library past what is preloaded. So the kernel is asked to stop at the two system
 * calls (SECCOMP_RET_TRAP); they are made here instead, marked by an argument that neither has.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#if !defined(__x86_64__)
#error "killstep: for x86-64 only"
#endif

#define OURS 0x51e9 /* sendmsg's sixth argument */

static atomic_int steps;
static const char *when;
static int kill_at;

static void step(void) {
  if (access(when, F_OK) == 0 && atomic_fetch_add(&steps, 1) == kill_at) {
    kill(getpid(), SIGKILL);
    pause();
  }
}

static void on_call(int number, siginfo_t *info, void *context) {
  greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
  int saved = errno;
  struct iovec part = {(void *)registers[REG_RSI], (size_t)registers[REG_RDX]};
  struct msghdr own = {(void *)registers[REG_R8], (socklen_t)registers[REG_R9], &part, 1, NULL, 0, 0};
  int is_sendto = info->si_syscall == SYS_sendto;
  const struct msghdr *message = is_sendto ? &own : (const struct msghdr *)registers[REG_RSI];
  int flags = (int)registers[is_sendto ? REG_R10 : REG_RDX];
  (void)number;
  step();
  long sent = syscall(SYS_sendmsg, (int)registers[REG_RDI], message, flags, 0, 0, OURS);
  registers[REG_RAX] = sent < 0 ? -errno : sent;
  step();
  errno = saved;
}

__attribute__((constructor)) static void install(void) {
  when = getenv("KILL_WHEN");
  const char *at = getenv("KILL_STEP");
  if (when == NULL || at == NULL) {
    return;
  }
  kill_at = atoi(at);
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = on_call;
  action.sa_flags = SA_SIGINFO | SA_NODEFER | SA_RESTART;
  sigaction(SIGSYS, &action, NULL);
  struct sock_filter filter[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_sendto, 3, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_sendmsg, 0, 3),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[5])),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, OURS, 1, 0),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog program = {sizeof filter / sizeof *filter, filter};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
      prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) {
    static const char text[] = "killstep: cannot install the filter\n";
    (void)!write(STDERR_FILENO, text, sizeof text - 1);
    _exit(1);
  }
}
