/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The random source can only be replaced by the old interface; without it no two runs would be
 * alike. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "tls.h"

#include <errno.h>
#include <openssl/ec.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>

#define TLS_FLIGHTS 8

struct tls_flight {
	bool up;
	size_t length;
	uint8_t *data;
};

struct tls_talk { /* one handshake as it was written */
	struct tls_talk *next;
	char *key;
	int count;
	struct tls_flight flights[TLS_FLIGHTS];
};

struct tls {
	EVP_PKEY *key;
	struct tls_talk *talks;
};

/* OpenSSL asks for randomness by function pointers without a context, so its state stands here. */
static struct random_source tls_random;

static int tls_random_bytes(unsigned char *out, int length)
{
	random_bytes(&tls_random, out, (size_t)length);
	return 1;
}

static int tls_random_status(void)
{
	return 1;
}

struct tls *tls_create(uint64_t seed)
{
	static const RAND_METHOD method = {
		.bytes = tls_random_bytes,
		.pseudorand = tls_random_bytes,
		.status = tls_random_status,
	};
	struct tls *tls = calloc(1, sizeof(*tls));

	if (!tls)
		return NULL;
	random_seed(&tls_random, seed);
	if (RAND_set_rand_method(&method) == 1)
		tls->key = EVP_EC_gen("P-256");
	if (!tls->key) {
		free(tls);
		return NULL;
	}
	return tls;
}

static void tls_talk_free(struct tls_talk *talk)
{
	for (int i = 0; i < talk->count; i++)
		free(talk->flights[i].data);
	free(talk->key);
	free(talk);
}

void tls_free(struct tls *tls)
{
	while (tls && tls->talks) {
		struct tls_talk *talk = tls->talks;

		tls->talks = talk->next;
		tls_talk_free(talk);
	}
	if (tls)
		EVP_PKEY_free(tls->key);
	free(tls);
}

static X509 *tls_certificate(struct tls *tls, const char *name)
{
	X509 *cert = X509_new();
	X509_NAME *subject = X509_NAME_new();
	bool right;

	/* Dates are fixed, so that the same seed gives the same bytes. A common name holds at most
	 * 64 bytes. */
	right = cert && subject && X509_set_version(cert, X509_VERSION_3) &&
		ASN1_INTEGER_set(X509_get_serialNumber(cert), 4711) &&
		X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, (const unsigned char *)name,
					   strlen(name) < 64 ? -1 : 63, -1, 0) &&
		X509_set_subject_name(cert, subject) && X509_set_issuer_name(cert, subject) &&
		ASN1_TIME_set_string_X509(X509_getm_notBefore(cert), "20200101000000Z") &&
		ASN1_TIME_set_string_X509(X509_getm_notAfter(cert), "20491231235959Z") &&
		X509_set_pubkey(cert, tls->key) && X509_sign(cert, tls->key, EVP_sha256());
	X509_NAME_free(subject);
	if (!right) {
		X509_free(cert);
		return NULL;
	}
	return cert;
}

static int tls_take(struct tls_talk *talk, SSL *from, SSL *to, bool up)
{
	BIO *out = SSL_get_wbio(from);
	size_t length = BIO_ctrl_pending(out);
	struct tls_flight *flight = &talk->flights[talk->count];

	if (!length)
		return 0;
	if (talk->count == TLS_FLIGHTS)
		return -EIO;
	flight->data = malloc(length);
	if (!flight->data)
		return -ENOMEM;
	flight->up = up;
	flight->length = length;
	talk->count++;
	if (BIO_read(out, flight->data, (int)length) != (int)length ||
	    BIO_write(SSL_get_rbio(to), flight->data, (int)length) != (int)length)
		return -EIO;
	return 0;
}

static int tls_shake(struct tls_talk *talk, SSL *client, SSL *server)
{
	for (int turn = 0; turn < TLS_FLIGHTS; turn++) {
		int done = SSL_do_handshake(client) == 1, rc;

		rc = tls_take(talk, client, server, true);
		if (rc)
			return rc;
		done &= SSL_do_handshake(server) == 1;
		rc = tls_take(talk, server, client, false);
		if (rc)
			return rc;
		if (done)
			return 0;
	}
	return -EIO;
}

static SSL *tls_end(SSL_CTX *context)
{
	SSL *ssl = SSL_new(context);

	if (ssl)
		SSL_set_bio(ssl, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
	return ssl;
}

static int tls_talk_fill(struct tls *tls, struct tls_talk *talk, const char *name, bool sni,
			 int version)
{
	SSL_CTX *client_context = SSL_CTX_new(TLS_client_method());
	SSL_CTX *server_context = SSL_CTX_new(TLS_server_method());
	X509 *cert = tls_certificate(tls, name);
	SSL *client = NULL, *server = NULL;
	int rc = -EIO;

	if (!client_context || !server_context || !cert ||
	    SSL_CTX_use_certificate(server_context, cert) != 1 ||
	    SSL_CTX_use_PrivateKey(server_context, tls->key) != 1)
		goto out;
	SSL_CTX_set_min_proto_version(client_context, TLS1_2_VERSION);
	SSL_CTX_set_max_proto_version(client_context, version);
	/* A session ticket holds the time of day, so no two runs would be alike. */
	SSL_CTX_set_options(server_context, SSL_OP_NO_TICKET);
	SSL_CTX_set_num_tickets(server_context, 0);
	client = tls_end(client_context);
	server = tls_end(server_context);
	if (!client || !server || (sni && SSL_set_tlsext_host_name(client, name) != 1))
		goto out;
	SSL_set_connect_state(client);
	SSL_set_accept_state(server);
	rc = tls_shake(talk, client, server);
out:
	SSL_free(client);
	SSL_free(server);
	SSL_CTX_free(client_context);
	SSL_CTX_free(server_context);
	X509_free(cert);
	return rc;
}

static const struct tls_talk *tls_talk(struct tls *tls, const char *name, bool sni,
				       const char *version)
{
	struct tls_talk *talk;
	char key[300];

	snprintf(key, sizeof(key), "%s %d %s", version, sni, name);
	for (talk = tls->talks; talk; talk = talk->next) {
		if (!strcmp(talk->key, key))
			return talk;
	}
	talk = calloc(1, sizeof(*talk));
	if (!talk)
		return NULL;
	talk->key = strdup(key);
	if (!talk->key || tls_talk_fill(tls, talk, name, sni,
					strcmp(version, "1.2") ? TLS1_3_VERSION : TLS1_2_VERSION)) {
		tls_talk_free(talk);
		return NULL;
	}
	talk->next = tls->talks;
	tls->talks = talk;
	return talk;
}

int tls_handshake(struct tcp *tcp, const char *name, bool sni, const char *version)
{
	const struct tls_talk *talk = tls_talk(tcp->stage->tls, name, sni, version);

	if (!talk)
		return -EIO;
	for (int i = 0; i < talk->count; i++) {
		tcp_bytes(tcp, talk->flights[i].up, talk->flights[i].data, talk->flights[i].length);
		tcp_turn(tcp);
	}
	return 0;
}

/* RFC 8446 5.2 lets a record hold 16 KiB; ours are a whole number of segments, so that headers
 * stand at their begin. */
void tls_data(struct tcp *tcp, bool up, size_t bytes)
{
	size_t record = 16384 / tcp->segment * tcp->segment;

	while (bytes) {
		size_t part = bytes + 5 < record ? bytes + 5 : record;
		uint8_t header[5] = {23, 3, 3};

		/* What is left must not be too small to hold an authentication tag. */
		if (part < 5 + 24)
			part = 5 + 24;
		bytes_put16(header + 3, (unsigned)(part - 5));
		tcp_bulk(tcp, up, header, sizeof(header), part);
		bytes -= bytes < part - 5 ? bytes : part - 5;
	}
}

void tls_close(struct tcp *tcp)
{
	static const uint8_t header[5] = {23, 3, 3, 0, 19};

	tcp_bulk(tcp, true, header, sizeof(header), 24);
}
