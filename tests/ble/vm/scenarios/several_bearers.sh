# shellcheck shell=sh
# bluetoothd as it is delivered opens several bearers a link (EATT), which overtake each other.
make_walk 90
start_bluetooth 'ExchangeMTU = 247'
start_shoes
live walked 62
afterwards "every sample is in the recording" every_sample walked.gait
check "the live table is that of the recording" same_table walked.csv walked.gait --as-live
