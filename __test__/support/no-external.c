/*
 * Preloaded into a runtime, makes it answer as Electron does where an addon asks for a buffer over
 * memory of its own: napi_no_external_buffers_allowed. Addons find Node-API's functions by dlsym,
 * and a runtime's own functions come before preloaded ones, so it is dlsym that is replaced.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <string.h>

enum { NAPI_NO_EXTERNAL_BUFFERS_ALLOWED = 22 };

static int refuse(void) { return NAPI_NO_EXTERNAL_BUFFERS_ALLOWED; }

void *dlsym(void *handle, const char *name) {
  static const char *const refused[] = {
      "napi_create_external_arraybuffer",
      "napi_create_external_buffer",
      "node_api_create_external_sharedarraybuffer",
  };
  /* dlsym itself can only be asked for by version: since glibc 2.34, before on x64, on arm64. */
  static const char *const versions[] = {"GLIBC_2.34", "GLIBC_2.2.5", "GLIBC_2.17"};
  static void *(*next)(void *, const char *);

  for (unsigned i = 0; i < sizeof refused / sizeof *refused; i++)
    if (strcmp(name, refused[i]) == 0) return (void *)refuse;
  for (unsigned i = 0; next == NULL && i < sizeof versions / sizeof *versions; i++)
    next = (void *(*)(void *, const char *))dlvsym(RTLD_NEXT, "dlsym", versions[i]);
  return next == NULL ? NULL : next(handle, name);
}
