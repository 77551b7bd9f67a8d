# shellcheck shell=sh
# The least MTU that the kernel allows: two samples a packet, a hundred packets a second.
make_walk 90
start_bluetooth 'Channels = 1' 'ExchangeMTU = 48'
start_shoes
live walked 62
afterwards "every sample is in the recording" every_sample walked.gait
check "the live table is that of the recording" same_table walked.csv walked.gait --as-live
