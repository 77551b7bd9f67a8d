# shellcheck shell=sh
# One packet in a hundred never leaves the shoes.
make_walk 90
start_bluetooth
start_shoes --drop-pct 1
live walked 62
afterwards "every sample is in the recording" every_sample walked.gait
check "the live table is that of the recording" same_table walked.csv walked.gait --as-live
