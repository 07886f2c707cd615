/* SPDX-License-Identifier: Apache-2.0 */
/*
 * subnet.h: subnets of direct VPC egress (Compute Engine API v1), and how many addresses Cloud Run takes from them.
 *
 * Source: cloud.google.com/run/docs/configuring/vpc-direct-vpc: two addresses an instance, taken in blocks of 16; a
 * subnet should be a /26 or larger.
 */
#ifndef GATE_SOURCE_CLOUD_SUBNET_H
#define GATE_SOURCE_CLOUD_SUBNET_H

#include "../../base/base.h"

struct service;

/* Returns how many addresses of an IPv4 range can be used ("10.0.0.0/26": 60); 0 if the text is no such range. No side
 * effects. */
int64_t subnet_addresses(const char *range);
/* Returns the addresses that the instances of one revision take. No side effects. */
int64_t subnet_taken(int64_t instances);
/* Returns the path of a subnet for gcp_get. Owned by a. */
char *subnet_path(struct arena *a, const char *project, const char *region, const char *id);
/* Returns {state, ipCidrRange, addresses, large} and, if Google reports it, free; NULL with e if the response is
 * malformed or is for another subnet. */
struct json *subnet_facts(struct arena *a, const struct json *body, const char *id, struct err *e);
/* Returns the facts of a subnet that the service uses, by the key of its need, or an unobserved mark. A subnet that
 * does not exist has only `state`: NOT_FOUND. */
struct json *subnet_observed(struct arena *a, const struct service *s, const char *key);

#endif
