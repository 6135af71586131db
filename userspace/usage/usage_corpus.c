// SPDX-License-Identifier: GPL-2.0-or-later
#include "usage/usage.h"

#include "usage/common.h"

static const struct usage_row anonymise_rows[] = {
	{"key", "FILE", 'k', "32 bytes or 64 hexadecimal digits: the same give the same names",
	 MAN("32 bytes or 64 hexadecimal digits, as `head -c 32 /dev/urandom` makes them. The same "
	     "key gives the same names in every capture. Who has it can try which address became "
	     "which: keep it as secret as the capture.")},
	{"rules", "DIR", 'r', "use these rules", MAN("The rules that a replay will be made with.")},
	{"quiet", NULL, 'q', "print nothing but errors", MAN(NULL)},
	ROW_HELP,
	{0}};

const struct usage usage_anonymise = {
	.command = "anonymise",
	.summary = "copy a capture under other names",
	.synopsis = "--key FILE IN OUT",
	.about = "Writes a copy of the capture IN to OUT (pcapng). A replay of the copy gives the "
		 "same under other names. Addresses are changed by Crypto-PAn, so that networks "
		 "stay networks. Of a MAC as much stays as a rule knows of its maker, and of names "
		 "of the house the letters that a rule needs. Hosts that a rule knows stay. "
		 "Payload that recognising does not need is zero; lengths and times stay as they "
		 "are.",
	.rows = anonymise_rows,
	MAN("Private, shared and link-local ranges and multicast groups stay such. What is in no "
	    "packet goes, but what a replay needs: how many packets were lost, whether there "
	    "was a filter and an early end. Each field of DHCP, DNS, mDNS, ARP and "
	    "neighbour discovery is changed. Of SSDP and makers' discovery the words stay by which "
	    "a device is recognised. Of HTTP, RTSP and SIP the names of headers and a few values "
	    "stay. What a mirror sent as packets is blanked, and so are QUIC's greetings to a host "
	    "that no rule knows; how many is printed. QUIC of before version 1 is blanked too. "
	    "Links other than Ethernet, Linux cooked, raw IP and BSD loopback are refused. So is "
	    "all that is no capture: records and tables too.\n\n"
	    "Times, lengths and who spoke when to which maker stay. They may be enough to know a "
	    "house by: decide whether that is too much for what it is for.")};
