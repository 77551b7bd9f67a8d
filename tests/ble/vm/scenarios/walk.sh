# shellcheck shell=sh
# Two shoes walk backward for a minute, their clocks 100 ppm apart from the host's in either direction.
make_walk 90
start_bluetooth
start_shoe left hci0 --drift-ppm 100
start_shoe right hci2 --drift-ppm -100
live walked 62
afterwards "every sample is in the recording" every_sample walked.gait
afterwards "both feet are on one clock" one_clock
check "the live table is that of the recording" same_table walked.csv walked.gait --as-live
