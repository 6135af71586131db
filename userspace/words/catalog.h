/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a report says, a macro a sentence or part of one; conversions are filled in by who includes
 * it: report/, and commands/ where an answer is so short.
 */
#ifndef LENSWATCH_WORDS_CATALOG_H
#define LENSWATCH_WORDS_CATALOG_H

#include <inttypes.h>

/* What is known of a vendor. */
#define SAY_ADVICE_STALE "; not checked for more than two years, so it may have changed"

/* Where it went. */
#define SAY_PLACE_UNKNOWN "an unknown address"
#define SAY_PLACE_VIEWER "a viewer at "
#define SAY_PLACE_ROUTER_VPN " via a VPN of this router"
#define SAY_PLACE_VPN "a VPN of "
#define SAY_PLACE_RELAY "a relay of "

/* Who may hold what left. */
#define SAY_HOLDER_TENANT "Whoever rents that storage at "
#define SAY_HOLDER_VIEWERS "Viewers that footage went to directly"
#define SAY_HOLDER_VPN "Unknown, sent through a VPN"
#define SAY_HOLDER_UNKNOWN "An unknown company"
#define SAY_HOLDS_VIDEO ", with at most "
#define SAY_HOLDS_UNMEASURED_OF " (the length of %" PRIu64 " is unknown)"
#define SAY_HOLDS_UNMEASURED ", of unknown length"
#define SAY_KEEPS_UNKNOWN "That is if nothing was deleted. How long "
#define SAY_KEEPS_UNKNOWN_END " keeps it is unknown."
#define SAY_KEEPS_PAST_END                                                                         \
	" keeps it is no longer known. It was last looked up on %s, more than two years "          \
	"ago ("
#define SAY_KEEPS_DAYS "That is if nothing was deleted and the plan keeps it %.0f days (read %s at "
#define SAY_KEEPS_YOUNG "); %" PRIu64 " of %" PRIu64 " would still be there today."
#define SAY_KEEPS_OTHERWISE "That is if nothing was deleted. "
#define SAY_ENCRYPTS_POSSIBLE                                                                      \
	" can look at it is unknown, as end-to-end encryption is possible there. "
#define SAY_ENCRYPTS_UNKNOWN                                                                       \
	" can look at it is unknown: no rule says whether end-to-end encryption is "               \
	"possible."
#define SAY_REQUEST_UNKNOWN                                                                        \
	"Whether it can be made to hand it over without you is unknown: no rule says "             \
	"so of any country."
#define SAY_REQUEST_PAST                                                                           \
	"Whether it can be made to hand it over without you is no longer known. For %s it was "    \
	"last looked up on %s, more than two years ago ("
#define SAY_REQUEST_IN "It can be asked for it without you in %s: "
#define SAY_HOLDS_LOST                                                                             \
	"Packets were lost while %" PRIu64 " of these ran, so it may be more than that."
#define SAY_HOLDS_LIVE                                                                             \
	"Live views may only have passed through; whether they were recorded is unknown."
#define SAY_HOLDS_VIEWER "What a viewer keeps, and who it is, is unknown."
#define SAY_HOLDS_TENANT "The name didn't say who rents this storage, so who holds it is unknown."
#define SAY_HOLDS_UNKNOWN "Who holds it, and for how long, is unknown."

/* An answer to who asks for footage of a time. */
#define SAY_ANSWER_WITHIN "What left in this time"
#define SAY_ANSWER_UNDER_WAY "%s %s under way in it:"
#define SAY_ANSWER_NONE                                                                            \
	"None is on record. That is no proof that none was filmed, and what was not seen "         \
	"stands below."
#define SAY_ANSWER_AFTER "What left within ten minutes after it"
#define SAY_ANSWER_AFTER_WHY                                                                       \
	"A camera often sends when the clip is over, so these may show this time too; they "       \
	"are counted below."
#define SAY_ANSWER_LEFT "%s left in this time"
#define SAY_ANSWER_NOT_LEFT "No upload of this time is on record"
#define SAY_ANSWER_LEFT_AFTER "%s %s within ten minutes after it"
#define SAY_ANSWER_UNWATCHED "Lenswatch was not watching in this time."
#define SAY_ANSWER_UNWATCHED_OF "Lenswatch was not watching for %s of this time."
#define SAY_ANSWER_WATCHED "Lenswatch was watching all of this time."
#define SAY_ANSWER_UNSURE "%sThe record does not show whether Lenswatch was watching for %s of it."
#define SAY_ANSWER_GAPS " Not everything was seen: "
#define SAY_ANSWER_TITLE "What left of the footage of a requested time"
#define SAY_ANSWER_WHAT                                                                            \
	". This is the owner's own record of what the cameras sent, made by watching the "         \
	"home's network; it holds no footage."

/* Charts, and what they say to who cannot see them. */
#define SAY_CHART_MONTHS "Bytes sent out each month; the tables below say the same"
#define SAY_CHART_DAYS "Bytes sent out each day; the tables below say the same"
#define SAY_CHART_PLACES "Bytes sent out by destination; the tables below say the same"
#define SAY_CHART_HEAT "Bytes sent out by day and hour; the tables below say the same"
#define SAY_CHART_UNWATCHED "not watched"
#define SAY_CHART_CAMERA "When footage was sent by "
#define SAY_CHART_CAMERA_END "; the list below says the same"
#define SAY_KIND_UNKNOWN "no known kind"

/* What an upload rests on. */
#define SAY_EVIDENCE_FOR "What speaks for it"
#define SAY_EVIDENCE_NONE "The record has no evidence."
#define SAY_EVIDENCE_HEAD "Signal\tValue\t>At least\tRule"
#define SAY_EVIDENCE_AGAINST "What else it could have been, and why not"
#define SAY_EVIDENCE_NO_REASON "the record does not say why not"
#define SAY_EVIDENCE_NOTHING_ELSE "Nothing else was weighed."
#define SAY_EVIDENCE_CAMERA "What identified the camera"
#define SAY_EVIDENCE_YOU ": you said so."
#define SAY_UNSEEN "What was not seen"
#define SAY_EVIDENCE_NO_GAP "No gap falls into its time."
#define SAY_EVIDENCE_UNSEEN                                                                        \
	"What the footage shows, and who looks at it, cannot be seen from the home."
#define SAY_EVIDENCE_PART                                                                          \
	"It is part %" PRIu32 " of an upload reported in parts of ten minutes (series %s)%s."
#define SAY_EVIDENCE_PART_LAST ", the last one"
#define SAY_EVIDENCE_SURE "How sure that this was footage of the camera: %s."
#define SAY_EVIDENCE_OTHER                                                                         \
	"It is no upload, so there is nothing to weigh. --format jsonl shows it as it stands."

/* The whole. */
#define SAY_PART_LATER "It had begun before: this is its part %" PRIu32 " and what came after."
#define SAY_LATEST "The history holds "
#define SAY_LATEST_ASK ": ask for that time with --since %s --until %s."
#define SAY_SEAL "How to check this later"
#define SAY_SEAL_HEAD                                                                              \
	"The head is a fingerprint of the history as it was when this was made. Keep it where "    \
	"nobody can change it, on paper or in a mail to yourself. Later, \"lenswatch verify "      \
	"--head\" shows whether the history still says the same. Anyone who did not get the "      \
	"history from you needs its public key too."
#define SAY_SEAL_CODE "The head, to read with a phone"
#define SAY_HANDLES "Each line ends in a handle: \"lenswatch explain %.*s"
#define SAY_HANDLES_SAY "\" says why the first was reported."
#define SAY_CHARTS "When and where it went"
#define SAY_CHART_A_DAY "Sent out a day"
#define SAY_CHART_BY_HOUR "Sent out by hour"
#define SAY_CHART_BY_PLACE "Sent out by destination"
#define SAY_TITLE "What your cameras sent out of the house"

/* Camera by camera. */
#define SAY_CARD_NOTHING "No upload on record"
#define SAY_CARD_HOME " · %s sent inside the home"
#define SAY_CARD_VIDEO " · about %s of video%s"
#define SAY_CARD_UNSURE " · not all of it is certain"
#define SAY_CARD_OF_KIND_UNKNOWN "%" PRIu64 " of no known kind"
#define SAY_CARD_KEPT_AS_SEEN "kept\tkept as far as was seen"
#define SAY_CARD_MISSED "Not all that it sent was seen ("
#define SAY_CARDS "Camera by camera"

/* What was not seen, and what is not certain. */
#define SAY_HOLE_UNSURE ": the record does not show whether Lenswatch was still watching."
#define SAY_HOLE ": Lenswatch was not watching."
#define SAY_HOLES_MORE "And at %s."
#define SAY_HOLES_MORE_TIME "more time"
#define SAY_GAP_UNDATED "At an unknown time"
#define SAY_GAPS_MORE "And %s."
#define SAY_GAPS_MORE_GAP "more gap"
#define SAY_UNSEEN_NOTHING "Lenswatch was watching all the time, and no gap was noticed."
#define SAY_UNSEEN_RUNS "There were too many runs in this time to look at all of them."
#define SAY_DOUBT_UNSURE "%s %s not certain to be footage: the word likely or possibly says so."
#define SAY_DOUBT_LOWER_BOUND "Packets were lost during %s: more was sent than is reported."
#define SAY_DOUBT_HARDWARE "%s %s forwarded by the router's hardware: times are rough there."
#define SAY_DOUBT_LOST "%s %s lost before they could be seen, so more may have left."
#define SAY_DOUBT_UNREADABLE "%s could not be read."
#define SAY_DOUBT_UNDECIDED "%s may or may not be %s; what they sent is not in this record."
#define SAY_DOUBT_IS_CAMERA "a camera"
#define SAY_DOUBT_OUTSIDE                                                                          \
	"Some of it was taken outside the home's router, where all devices look like one."
#define SAY_DOUBT_DROPPED                                                                          \
	"What was written down up to %s %s was dropped to keep the history within its "            \
	"limits: what left then may not be in this report."
#define SAY_DOUBTS_SECTION "What this report can't show"
#define SAY_DOUBT_ERASED "The owner erased %s in or after this period; what they said is gone."
#define SAY_DOUBT_LEDGER "%s of the ledger could not be read."
#define SAY_DOUBT_TIMES                                                                            \
	"Times are when footage was sent, not when it was filmed: a camera may keep it and "       \
	"send it later."
#define SAY_DOUBT_CONTENT                                                                          \
	"The home can't show what was filmed, who looks at it in a cloud or gets it from "         \
	"there, or whether it was deleted."
#define SAY_DOUBT_COUNTRY                                                                          \
	"A country is where an address is registered, by a database of the date shown; it is "     \
	"not where the footage lies."
#define SAY_DOUBT_SUSPECTED                                                                        \
	"Devices that only behave like cameras are not kept in this record until better "          \
	"evidence comes or the owner confirms them."

/* What is new. */
#define SAY_NEW_CAMERA " was seen to send footage for the first time"
#define SAY_NEW_OPERATOR " sent to an address of "
#define SAY_NEW_COUNTRY " sent to an address registered in "
#define SAY_NEW_HOUR " sent between %02u:00 and %02u:00"
#define SAY_NEW_FIRST ", first on %s at %s."
#define SAY_NEW_KNOWN " became known."
#define SAY_NEW_KNOWN_AS " became known as "
#define SAY_NEW_NONE_BEFORE "No upload of these cameras before this period is in the record:"
#define SAY_NEW_NOTHING_BEFORE                                                                     \
	"No upload before this period is in the record, so nothing can be compared with it."
#define SAY_NEW_COMPARED "Compared with %s before this period, "
#define SAY_NEW_TOO_MUCH " There was too much to compare all of it."
#define SAY_NEW "What is new"
#define SAY_NEW_NOTHING                                                                            \
	"Nothing: no camera used an operator, country, protocol or hour of the day that it "       \
	"had not used before."

/* What was changed, by whom. */
#define SAY_BREAK_CLOCK                                                                            \
	": the clock of the machine that watches had been set back by %s; times before and "       \
	"after overlap."
#define SAY_BREAK_RUN                                                                              \
	": Lenswatch was started again after a run without an end (a power cut, or it was "        \
	"killed), which last wrote on "
#define SAY_BREAKS_MORE "And %s."
#define SAY_BREAKS_MORE_BREAK "more such break"
#define SAY_CHANGE_LENSWATCH "another Lenswatch ran than before"
#define SAY_CHANGE_NDPI "another nDPI, which names protocols, ran than before"
#define SAY_CHANGE_RULES "the rules were changed by which cameras and clouds are known"
#define SAY_CHANGE_GEO "the database of countries and operators was exchanged"
#define SAY_CHANGE_OPTIONS "the options of Lenswatch were changed"
#define SAY_CHANGE_WAY "packets were taken another way than before"
#define SAY_OWNER_SAID ": the owner said that "
#define SAY_OWNER_NOT " is no camera"
#define SAY_OWNER_CAMERA " is a camera"
#define SAY_OWNER_NAME " and called it "
#define SAY_LATE ": the history was written again, which could not be done since "
#define SAY_LATE_RECORDS "; %s of that time came in late."
#define SAY_CHANGES "What was changed"
#define SAY_CHANGES_MORE "More entries were left out."

/* Uploads in a row. */
#define SAY_ROW_CAMERAS "for its cameras "
#define SAY_ROW_VIDEO ", about %s of video"
#define SAY_ROW_NAME "The name was "
#define SAY_ROW_ADDRESSES ", at several addresses."

/* Sums. */
#define SAY_TOTAL_HEAD "%s\t>Uploads\t>Sent out\t>Video%s"
#define SAY_TOTAL_DAYS "Day\t>Uploads\t>Sent out"
#define SAY_TOTAL_HOURS "Hour of the day (%s)\t>Uploads\t>Sent out"
#define SAY_TOTAL_OPERATORS "Operator of the address"
#define SAY_TOTAL_COUNTRIES "Address registered in"

/* Who may hold it, and what one can do. */
#define SAY_HOLDERS_OF "Of what was seen to leave in this time: "
#define SAY_HOLDERS "What the vendors may hold"
#define SAY_HOLDERS_MORE "%s went to still others."
#define SAY_HOLDERS_MORE_UPLOAD "more upload"
#define SAY_ASKED_IN "How you may be asked for it in %s: "
#define SAY_ADVICE_VIEW "Who can see it: "
#define SAY_ADVICE_LOCAL "Keeping it at home: "
#define SAY_ADVICE "What you can do"
#define SAY_ADVICE_NONE "No advice is known yet for "
#define SAY_ADVICE_APPS ". Look in their apps"
#define SAY_ADVICE_APP ". Look in its app"
#define SAY_ADVICE_LOOK                                                                            \
	" for how long clips are kept, how to delete them, end-to-end encryption and "             \
	"recording at home."

/* Worth a look. */
#define SAY_WORTH_PASSWORD " If that was not you, change the camera's password."
#define SAY_WORTH_APP " If nobody of you was watching, look in its app at who may."
#define SAY_WORTH "Worth a look"
#define SAY_WORTH_MORE " sent %s, at least twice the %s on record of the %s before."

/* A page. */
#define SAY_FOOTER "Made by Lenswatch %s on %s at %s. Times are those of the computer that made it."
#define SAY_PAGE_CODE "QR code of the head; the text above says the same"

/* Promises. */
#define SAY_PROMISED_BROKEN "It was %sbroken: %s."
#define SAY_PROMISED_AS_SEEN "Kept as far as was seen."
#define SAY_PROMISED_UNKNOWN "Unknown whether it was kept."
#define SAY_PROMISED_UNKNOWN_OF "%sUnknown whether it was kept for %s: "
#define SAY_PROMISED_NO_CAMERA " No camera is in the history."
#define SAY_PROMISED_NO_SUCH_CAMERA " No camera of that name is in the history."
#define SAY_PROMISED_ABSENT " A camera that you declared was not seen."
#define SAY_PROMISED_UNWRITTEN " Records of that time could not be written into the history."
#define SAY_PROMISED_SENDING " Something is being sent now, and what it is shows at its end."
#define SAY_PROMISED_ERASED " The owner erased %s of this time or later."
#define SAY_PROMISED_UNWATCHED " Nobody watched for %s of that time."
#define SAY_PROMISED_UNSURE " Of %s the record does not show whether somebody watched."
#define SAY_PROMISED_GAPS " Not everything was seen %s."
#define SAY_PROMISED_FORGOTTEN "What was promised of a camera that was erased is no longer known."
#define SAY_PROMISED_LEFT_OUT "Some promises in the history could not be read, or are too many."
#define SAY_PROMISED "What was promised"

/* The verdict, and its figures. */
#define SAY_WHY_UNWATCHED "Lenswatch was not watching then"
#define SAY_WHY_UNWATCHED_PART "Lenswatch was not watching all the time"
#define SAY_WHY_UNWATCHED_UNSURE "it is not certain that Lenswatch was watching all the time"
#define SAY_WHY_ERASED "the owner erased %s of this time or later"
#define SAY_VERDICT_VIDEO " (about %s of video%s)"
#define SAY_VERDICT_IN " out of the house in %s."
#define SAY_VERDICT_UNSURE_ONE "It is not certain that this was footage."
#define SAY_VERDICT_UNSURE_ALL "None of them is certain to be footage."
#define SAY_VERDICT_UNSURE_SOME "%zu of them %s not certain to be footage."
#define SAY_VERDICT_MORE "%sMore may have left: "
#define SAY_VERDICT_NONE_SEEN " was seen leaving, and nothing is known to have been missed."
#define SAY_VERDICT_CANNOT "Can't say whether "
#define SAY_VERDICT_CANNOT_BUT " left. None is on record, but "
#define SAY_TILE_UPLOADS "%" PRIu64 "\tupload%s on record"
#define SAY_TILE_VIDEO "\t%s\tof video left%s"
#define SAY_TILE_CAMERAS "\t%zu\tcamera%s sent footage"

/* Short answers of commands. */
#define SAY_CONFIG_USABLE "%s: nothing wrong\n"
#define SAY_VERIFY_OTHER_UPLOAD "headers of another upload"
#define SAY_VERIFY_NOT_NOTED "headers that were not noted"

#endif
