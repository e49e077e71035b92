using System.Globalization;
using Whimbrel.Engine.Docker;

namespace Whimbrel.Engine.Postgres.Tunnel;

/// <summary>A program in the container that joins its input and output with the server's port, and ends with either.</summary>
internal static class Relay
{
    // One process where there is perl. The children of bash are waited for: one that is left to a container's first process, the postmaster, would be a
    // backend's crash to it; and they are named as jobs, as the number of one that has ended may be a backend's by now. Which of the two ends first is told by the end of a pipe that it
    // alone holds: bash's own "wait -n" does not see a child that has ended before it.
    internal const string Script = """
        if command -v perl >/dev/null 2>&1 && perl -MIO::Socket::INET -MIO::Select -e 1 2>/dev/null; then
          exec perl -MIO::Socket::INET -MIO::Select -e '
            my $s = IO::Socket::INET->new(PeerAddr => $ARGV[0], PeerPort => $ARGV[1]) or die "connect: $!\n";
            my $all = IO::Select->new($s, \*STDIN);
            while (1) { for my $from ($all->can_read) {
              my $read = sysread($from, my $bytes, 65536) or exit 0;
              my $to = $from == $s ? \*STDOUT : $s;
              for (my $at = 0; $at < $read;) { $at += syswrite($to, $bytes, $read - $at, $at) // exit 0; } } }' "$1" "$2"
        elif command -v bash >/dev/null 2>&1; then
          exec bash -c '
            exec 3<>"/dev/tcp/$1/$2" || exit 1
            exec 4<&0 5<> <(:)
            exec 6> >(read -r; echo >&5)
            exec 7> >(exec 6>&-; read -r; echo >&5)
            cat <&3 7>&- &
            cat <&4 >&3 6>&- &
            exec 3<&- 4<&- 6>&- 7>&- </dev/null
            read -r -u 5
            kill %1 %2 2>/dev/null
            wait
            exit 0' bash "$1" "$2"
        elif command -v nc >/dev/null 2>&1; then
          exec nc "$1" "$2"
        fi
        echo "neither perl, nor bash, nor nc is in the container: one of them is needed to reach the server in it" >&2
        exit 127
        """;

    public static Task<ExecProcess> StartAsync(ServerContainer server, int port, CancellationToken ct) => server.Engine.StartExecAsync(
        new ExecRequest(server.Container.Id, ["sh", "-c", Script, "sh", server.Address, port.ToString(CultureInfo.InvariantCulture)]) { HasInput = true }, ct);
}
