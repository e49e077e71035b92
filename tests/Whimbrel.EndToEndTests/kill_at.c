/* Loaded into the program under test: kills it with SIGKILL around the N-th line of its journal.
   KILL_AT=N KILL_WHEN=before (the line is not written) | torn (half of it is) | after (it is whole; how a step ended is on disk only with the next line, and outlives us all the same). */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int written;

static int is_journal(int fd)
{
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0)
        return 0;
    path[length] = 0;
    const char *name = strrchr(path, '/');
    return name && !strcmp(name, "/journal.jsonl");
}

static int is_now(const char *when)
{
    const char *at = getenv("KILL_AT"), *wanted = getenv("KILL_WHEN");
    return at && wanted && !strcmp(wanted, when) && written == atoi(at);
}

static void die(void)
{
    kill(getpid(), SIGKILL);
    pause();
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t offset)
{
    ssize_t (*next)(int, const void *, size_t, off64_t) = dlsym(RTLD_NEXT, "pwrite64");
    if (!is_journal(fd))
        return next(fd, bytes, count, offset);
    written++;
    if (is_now("before"))
        die();
    if (is_now("torn")) {
        next(fd, bytes, count / 2, offset);
        die();
    }
    ssize_t result = next(fd, bytes, count, offset);
    if (is_now("after"))
        die();
    return result;
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset)
{
    return pwrite64(fd, bytes, count, offset);
}

ssize_t write(int fd, const void *bytes, size_t count)
{
    ssize_t (*next)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
    if (!is_journal(fd))
        return next(fd, bytes, count);
    written++;
    if (is_now("before"))
        die();
    if (is_now("torn")) {
        next(fd, bytes, count / 2);
        die();
    }
    ssize_t result = next(fd, bytes, count);
    if (is_now("after"))
        die();
    return result;
}
