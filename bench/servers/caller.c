/* Sends one request again and again over several connections, at the lowest possible cost.

   Usage: caller PORT CONNECTIONS SECONDS FILE. Prints the number of responses with status 200, that of all responses,
   and the seconds they took. One epoll loop; a response ends after as many bytes as its Content-Length says. */

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 256, BUFFER = 1 << 16 };

struct connection {
  int fd;
  size_t used, sent;
  char data[BUFFER];
};

static struct connection connections[MOST];
static char request[1 << 20];
static size_t length;

static double now(void) {
  struct timespec at;
  clock_gettime(CLOCK_MONOTONIC, &at);
  return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

static long whole(const struct connection *c) { /* length of the response, 0 when it is not all there */
  const char *end = memmem(c->data, c->used, "\r\n\r\n", 4);
  if (!end) return 0;
  size_t head = (size_t)(end - c->data) + 4, body = 0;
  for (const char *at = c->data; at < end; at++)
    if (*at == '\n' && strncasecmp(at + 1, "content-length:", 15) == 0) body = strtoul(at + 16, NULL, 10);
  return c->used >= head + body ? (long)(head + body) : 0;
}

static int send_on(struct connection *c) {
  while (c->sent < length) {
    ssize_t gone = send(c->fd, request + c->sent, length - c->sent, MSG_NOSIGNAL);
    if (gone <= 0) return -1;
    c->sent += (size_t)gone;
  }
  return 0;
}

int main(int argc, char **argv) {
  if (argc != 5) return fprintf(stderr, "usage: caller PORT CONNECTIONS SECONDS FILE\n"), 2;
  FILE *file = fopen(argv[4], "rb");
  if (!file) return perror(argv[4]), 2;
  length = fread(request, 1, sizeof request, file);
  int number = atoi(argv[2]), one = 1;
  double seconds = atof(argv[3]);
  if (number < 1 || number > MOST) return fprintf(stderr, "CONNECTIONS: from 1 to %d\n", MOST), 2;
  alarm(600);
  /* the servers go first: whoever interrupts them at each response is called upon more often than needed, and on their
     cores; this collects several responses at a time instead */
  struct sched_param none = {0};
  if (sched_setscheduler(0, SCHED_BATCH, &none)) return perror("SCHED_BATCH"), 1;
  if (nice(10) == -1) return perror("nice"), 1;
  struct sockaddr_in address = {
      .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons((uint16_t)atoi(argv[1]))};
  int poll = epoll_create1(0);
  double begun = now();
  for (int i = 0; i < number; i++) {
    struct connection *c = &connections[i];
    c->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(c->fd, (struct sockaddr *)&address, sizeof address)) return perror("connect"), 1;
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
    epoll_ctl(poll, EPOLL_CTL_ADD, c->fd, &event);
    if (send_on(c)) return perror("send"), 1;
  }
  long good = 0, all = 0;
  struct epoll_event events[MOST];
  while (now() - begun < seconds) {
    int ready = epoll_wait(poll, events, MOST, 1000);
    for (int i = 0; i < ready; i++) {
      struct connection *c = events[i].data.ptr;
      ssize_t got = recv(c->fd, c->data + c->used, sizeof c->data - c->used, MSG_DONTWAIT);
      if (got <= 0) return fprintf(stderr, "the server closed a connection\n"), 1;
      c->used += (size_t)got;
      if (!whole(c)) continue;
      all++;
      good += c->used > 12 && memcmp(c->data + 9, "200", 3) == 0;
      c->used = c->sent = 0;
      if (send_on(c)) return perror("send"), 1;
    }
  }
  printf("%ld %ld %f\n", good, all, now() - begun);
  return 0;
}
