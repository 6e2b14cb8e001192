/*
 * What the machine itself can do: the same system calls, page faults and moves of memory as a question's
 * other variants, with nothing around them. `limits COMMAND ARGUMENTS` prints one number.
 */

#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define PAGE 4096
#define CHUNK (4 << 20)

static int quick;

static double milliseconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static void *check(void *p) {
  if (p == MAP_FAILED) {
    perror("Error: mmap");
    exit(1);
  }
  return p;
}

static int descriptor(const char *name, int flags) {
  int fd = open(name, flags | O_CLOEXEC);
  if (fd < 0) {
    perror("Error: open");
    exit(1);
  }
  return fd;
}

static size_t size_of(int fd) {
  struct stat s;
  fstat(fd, &s);
  return s.st_size;
}

static char *map(const char *name, int flags, size_t *size) {
  int fd = descriptor(name, flags);
  *size = size_of(fd);
  int protection = flags == O_RDWR ? PROT_READ | PROT_WRITE : PROT_READ;
  char *p = check(mmap(0, *size, protection, MAP_SHARED, fd, 0));
  close(fd);
  return p;
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double median(double *times, int count) {
  qsort(times, count, sizeof *times, ascending);
  return times[count / 2];
}

/* Microseconds for the system calls of an open and a close. */
static double open_close(const char *name) {
  double best = 1e9;
  for (int run = 0; run < (quick ? 5 : 40); run++) {
    double start = milliseconds();
    for (int i = 0; i < 500; i++) {
      size_t size;
      char *p = map(name, O_RDWR, &size);
      /* close() over a SharedArrayBuffer: zeros first, so that no thread meets a hole. */
      check(mmap(p, size, PROT_READ | PROT_WRITE,
                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0));
      munmap(p, size);
    }
    double each = (milliseconds() - start) / 500 * 1e3;
    if (each < best) best = each;
  }
  return best;
}

static char *fresh(size_t bytes) {
  return check(mmap(0, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
}

/* Milliseconds to read and write so many bytes: memcpy, or memset where nothing is read. */
static double move(size_t from, size_t to) {
  char *source = fresh(from + 1), *target = fresh(to);
  memset(source, 1, from + 1);
  memset(target, 1, to);
  double best = 1e9;
  for (int run = 0; run < (quick ? 2 : 15); run++) {
    double start = milliseconds();
    /* A narrow source is read once, and what is wider than it is written besides. */
    size_t both = from < to ? from : to;
    if (both) memcpy(target, source, both);
    if (to > both) memset(target + both, run, to - both);
    double took = milliseconds() - start;
    __asm__ volatile("" : : "r"(target) : "memory");
    if (took < best) best = took;
  }
  return best;
}

/* Milliseconds to add up all float32 of a file, in doubles and in order, pages warm. */
static double sum(const char *name) {
  size_t size;
  const float *p = (const float *)map(name, O_RDONLY, &size);
  double best = 1e9;
  volatile double total;
  for (int run = 0; run < (quick ? 3 : 15); run++) {
    double start = milliseconds(), all = 0;
    for (size_t i = 0; i < size / 4; i++) all += p[i];
    total = all;
    double took = milliseconds() - start;
    if (took < best) best = took;
  }
  return total < 0 ? -1 : best;
}

typedef float floats __attribute__((vector_size(32)));
typedef double doubles __attribute__((vector_size(64)));

struct part {
  const floats *from, *to;
  double total;
};

/* Adds up a part in doubles, four vectors at a time, as the order does not matter here. */
static void *add(void *argument) {
  struct part *part = argument;
  doubles a = {0}, b = {0}, c = {0}, d = {0};
  for (const floats *p = part->from; p + 4 <= part->to; p += 4) {
    a += __builtin_convertvector(p[0], doubles);
    b += __builtin_convertvector(p[1], doubles);
    c += __builtin_convertvector(p[2], doubles);
    d += __builtin_convertvector(p[3], doubles);
  }
  doubles all = a + b + c + d;
  part->total = 0;
  for (int lane = 0; lane < 8; lane++) part->total += all[lane];
  return 0;
}

/* Milliseconds to add up all float32 of a file on so many threads, pages warm. */
static double total(const char *name, int threads) {
  size_t size;
  const floats *p = (const floats *)map(name, O_RDONLY, &size);
  size_t count = size / sizeof *p;
  double best = 1e9, all = 0;
  for (int run = 0; run < (quick ? 3 : 15); run++) {
    struct part parts[threads];
    pthread_t others[threads];
    double start = milliseconds();
    for (int i = 0; i < threads; i++) {
      parts[i] = (struct part){p + count * i / threads, p + count * (i + 1) / threads, 0};
      if (i > 0) pthread_create(&others[i], 0, add, &parts[i]);
    }
    add(&parts[0]);
    for (int i = 1; i < threads; i++) pthread_join(others[i], 0);
    double took = milliseconds() - start;
    for (int i = 0; i < threads; i++) all += parts[i].total;
    if (took < best) best = took;
  }
  return all < 0 ? -1 : best;
}

/* Nanoseconds a page to touch all pages of a file that is in the system's cache. */
static double fault(const char *name) {
  double best = 1e9;
  for (int run = 0; run < (quick ? 2 : 7); run++) {
    size_t size;
    volatile char *p = map(name, O_RDONLY, &size);
    double start = milliseconds();
    for (size_t at = 0; at < size; at += PAGE) (void)p[at];
    double took = (milliseconds() - start) * 1e6 / (size / PAGE);
    if (took < best) best = took;
    munmap((void *)p, size);
  }
  return best;
}

static void evict(const char *name) {
  int fd = descriptor(name, O_RDONLY);
  posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
  close(fd);
}

/* Milliseconds to read a file that is not in memory, front to back, into one buffer. */
static double read_cold(const char *name) {
  evict(name);
  char *buffer = malloc(CHUNK);
  memset(buffer, 1, CHUNK);
  double start = milliseconds();
  int fd = descriptor(name, O_RDONLY);
  while (read(fd, buffer, CHUNK) > 0);
  close(fd);
  return milliseconds() - start;
}

/* The rows that every variant reads: bench/rows.bench.js has the same generator. */
static uint32_t next(uint32_t *state) {
  *state = *state * 1664525u + 1013904223u;
  return *state;
}

/* Microseconds a row to pread random rows of PAGE bytes that are not in memory. */
static double rows(const char *name, int count) {
  evict(name);
  int fd = descriptor(name, O_RDONLY);
  size_t all = size_of(fd) / PAGE;
  static char buffer[PAGE];
  uint32_t state = 1;
  double start = milliseconds();
  for (int i = 0; i < count; i++) {
    size_t row = (size_t)((double)next(&state) / 4294967296.0 * all);
    if (pread(fd, buffer, PAGE, row * PAGE) != PAGE) return -1;
  }
  return (milliseconds() - start) * 1e3 / count;
}

/* Microseconds to change one page of a file and msync it, the median of many. */
static double flush(const char *name) {
  size_t size;
  char *p = map(name, O_RDWR, &size) + size / 2 / PAGE * PAGE;
  static double times[200];
  int count = quick ? 5 : 200;
  for (int run = 0; run < count; run++) {
    *p = run;
    double start = milliseconds();
    msync(p, PAGE, MS_SYNC);
    times[run] = (milliseconds() - start) * 1e3;
  }
  return median(times, count);
}

int main(int count, char **args) {
  quick = *getenv("BENCH_QUICK") == '1';
  const char *command = args[1];
  char name[4096];
  snprintf(name, sizeof name, "%s/%s", getenv("BENCH_FOLDER"), args[2]);
  size_t first = strtoull(args[2], 0, 10), second = count > 3 ? strtoull(args[3], 0, 10) : 0;
  double value = -1;
  if (!strcmp(command, "evict")) return evict(args[2]), 0;
  if (!strcmp(command, "open")) value = open_close(name);
  if (!strcmp(command, "move")) value = move(first, second);
  if (!strcmp(command, "sum")) value = sum(name);
  if (!strcmp(command, "total")) value = total(name, second);
  if (!strcmp(command, "fault")) value = fault(name);
  if (!strcmp(command, "read")) value = read_cold(name);
  if (!strcmp(command, "rows")) value = rows(name, second);
  if (!strcmp(command, "flush")) value = flush(name);
  if (value < 0) {
    fprintf(stderr, "Error: %s failed\n", command);
    return 1;
  }
  printf("%f\n", value);
}
