/* The limit of open.bench.js: the system calls of an open and a close, and nothing else. */

#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

int main(void) {
  char name[4096];
  snprintf(name, sizeof name, "%s/open.bin", getenv("BENCH_FOLDER"));
  double best = 1e9;
  for (int run = 0; run < (*getenv("BENCH_QUICK") ? 5 : 40); run++) {
    double start = now();
    for (int i = 0; i < 500; i++) {
      int fd = open(name, O_RDWR | O_CLOEXEC);
      struct stat s;
      fstat(fd, &s);
      void *p = mmap(0, s.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
      close(fd);
      /* close() over a SharedArrayBuffer: zeros first, so that no thread meets a hole. */
      mmap(p, s.st_size, PROT_READ | PROT_WRITE,
           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
      munmap(p, s.st_size);
    }
    double each = (now() - start) / 500;
    if (each < best) best = each;
  }
  printf("%f\n", best);
}
