/* Loaded before the C library: from a chosen call on, or that call alone, every write to a file fails with a chosen error. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <sys/types.h>
#include <unistd.h>

static long left = -1; /* calls that still succeed; below zero: nothing fails */
static int code, once;
static long failures;

void fail_writes(long after, int error, int only_once) {
    left = after;
    code = error;
    once = only_once;
    failures = 0;
}

void stop_failing(void) { left = -1; }

long failed_writes(void) { return failures; }

static int fails(void) {
    if (left < 0) return 0;
    if (left > 0) {
        left--;
        return 0;
    }
    if (once) left = -1;
    failures++;
    errno = code;
    return 1;
}

#define WRITE(returned, name, parameters, arguments)                                     \
    returned name parameters {                                                           \
        static returned(*real) parameters;                                               \
        if (!real) real = (returned(*) parameters)dlsym(RTLD_NEXT, #name);               \
        return fails() ? -1 : real arguments;                                            \
    }

WRITE(ssize_t, pwrite, (int file, const void *bytes, size_t size, off_t at), (file, bytes, size, at))
WRITE(ssize_t, pwrite64, (int file, const void *bytes, size_t size, off64_t at), (file, bytes, size, at))
WRITE(int, fsync, (int file), (file))
WRITE(int, fdatasync, (int file), (file))
WRITE(int, ftruncate, (int file, off_t size), (file, size))
WRITE(int, ftruncate64, (int file, off64_t size), (file, size))
