/*
 * Preloaded into User-Mode Linux 6.1, which keeps 2,696 bytes of a process' extended registers and writes back as many.
 * The host's kernel takes no less than all of them (PTRACE_SETREGSET with NT_X86_XSTATE, arch/x86/kernel/fpu/regset.c), which
 * are more on a processor with AMX: then no process of the other kernel comes to its first instruction. Here what is
 * missing is filled in with what the process has.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <elf.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>

#ifndef NT_X86_XSTATE
#define NT_X86_XSTATE 0x202
#endif

typedef long (*ptrace_call)(enum __ptrace_request, pid_t, void *, void *);

/* Not on the stack: that of the other kernel is small. It has one thread that calls this. */
static char whole[65536] __attribute__((aligned(64)));

long ptrace(enum __ptrace_request request, ...) {
  static ptrace_call next;
  va_list arguments;
  va_start(arguments, request);
  pid_t pid = va_arg(arguments, pid_t);
  void *address = va_arg(arguments, void *);
  void *data = va_arg(arguments, void *);
  va_end(arguments);
  if (!next) {
    next = (ptrace_call)dlsym(RTLD_NEXT, "ptrace");
  }
  if (request == PTRACE_SETREGSET && (unsigned long)address == NT_X86_XSTATE) {
    const struct iovec *given = data;
    struct iovec all = {whole, sizeof whole};
    if (next(PTRACE_GETREGSET, pid, address, &all) == 0 && given->iov_len < all.iov_len) {
      memcpy(whole, given->iov_base, given->iov_len);
      return next(request, pid, address, &all);
    }
  }
  return next(request, pid, address, data);
}
