# shellcheck shell=sh
# Packets come up to 50 ms late, and the shoes' clocks drift apart by 200 ppm.
make_walk 90
start_bluetooth
start_shoe left hci0 --drift-ppm 100 --delay-ms 50
start_shoe right hci2 --drift-ppm -100 --delay-ms 50
live walked 62
afterwards "every sample is in the recording" every_sample walked.gait
afterwards "both feet are on one clock" one_clock
check "the live table is that of the recording" same_table walked.csv walked.gait --as-live
