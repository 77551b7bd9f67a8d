# shellcheck shell=sh
# Calibrated shoes, nothing late: what was seen live is what analyze finds.
make_walk 90
backstep simulate --direction forward --strides 12 --seed 4 -q -o forward.gait
backstep calibrate forward.gait -o shoes.json > calibrate.log 2>&1
start_bluetooth
start_shoes
live walked 62 --calibration shoes.json
afterwards "every sample is in the recording" every_sample walked.gait
check "the live table is that of the recording" same_table walked.csv walked.gait --as-live --calibration shoes.json
check "the live table is that of analyze" same_table walked.csv walked.gait --calibration shoes.json
