#!/bin/sh
# The camera: not there, unplugged, black, torn; each has its words, and the other ways stay open.
set -eu
# shellcheck source=tests/app/fault.sh
. "$(dirname "$0")/fault.sh"
frames=$folder/../fixtures/frames

import_sample
mkdir pictures
begin --camera "files:$work/pictures/*.jpg"
step 'clock 2097-09-14T09:03:18'
# No camera at all.
until_shows "Use the badge scanner, or tap"
# Plugged in.
cp "$frames/other-code.jpg" pictures/1.jpg
until_shows "Camera picture"
until_shows "That is a different code."
# Unplugged.
rm pictures/1.jpg
until_shows "The camera is unplugged. The scanner and"
step 'badge wei'
shows "Welcome, Wei!"
step 'advance 70'
shows "Show your badge"
# Black: somebody's thumb, or a cover.
cp "$frames/dark.jpg" pictures/2.jpg
until_shows "The camera sees nothing. Is something covering it?"
rm pictures/2.jpg
# Torn: cut off, or damaged in the middle.
head -c 4000 "$frames/badge.jpg" >pictures/3.jpg
cp "$frames/damaged.jpg" pictures/4.jpg
until_shows "The camera is unplugged."
shows "Show your badge"
# Good pictures among torn ones.
cp "$frames/badge.jpg" pictures/5.jpg
until_shows "Camera picture"
until_shows "Hold your badge flat and still."
end
