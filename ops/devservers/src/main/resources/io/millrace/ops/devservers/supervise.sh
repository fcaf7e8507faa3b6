# Runs one server for a JVM and ends it with the JVM.
# Arguments: the server's run folder, its log file, then the server's command line.
# Prints the server's pid. Reads one line from the JVM: "stop" asks for a graceful end and keeps the folder.
# The end of the pipe without a line means that the JVM is gone: the server is killed and its folder removed.
folder=$1
log=$2
shift 2
trap '' INT HUP
exec 3<&0
"$@" </dev/null >>"$log" 2>&1 3<&- &
server=$!
(
  read -r order <&3 || order=lost
  if [ "$order" = stop ]; then
    kill -TERM "$server"
    tries=0
    while [ "$tries" -lt 300 ] && kill -0 "$server"; do
      sleep 0.1
      tries=$((tries + 1))
    done
    kill -KILL "$server"
    exit
  fi
  trap '' TERM
  kill -KILL "$server"
  tries=0
  while [ "$tries" -lt 100 ] && kill -0 "$server"; do
    sleep 0.1
    tries=$((tries + 1))
  done
  rm -rf -- "${folder:?}"
) >/dev/null 2>&1 &
watcher=$!
echo "$server"
exec >/dev/null 2>&1
wait "$server"
status=$?
kill -TERM "$watcher"
wait "$watcher"
exit "$status"
