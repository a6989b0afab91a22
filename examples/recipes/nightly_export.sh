#!/bin/sh
# Keep an account in files, from cron or a timer: nightly_export.sh FOLDER
#
# Fills and settlements are appended to, positions are a file each day. A night that was interrupted goes on
# where it stopped; the exit status is not 0 where something is missing, so that cron writes a mail.
set -eu
mkdir -p "$1"
cd "$1"
kalshi-portfolio export fills --to fills.csv --resume
kalshi-portfolio export settlements --to settlements.csv --resume
kalshi-portfolio export positions --to positions-%Y-%m-%d.csv --overwrite
