# shellcheck shell=sh
# Six samples a packet, for sound feedback.
make_walk 90
start_bluetooth
start_shoes
live walked 62 --low-latency
afterwards "every sample is in the recording" every_sample walked.gait
check "the live table is that of the recording" same_table walked.csv walked.gait --as-live
