using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Whimbrel.Bench;

/// <summary>One run of a whole command: wall and CPU time in seconds, the largest resident set in megabytes.</summary>
internal sealed partial record Measured(double Seconds, double CpuSeconds, double PeakMegabytes)
{
    private const int OfChildren = -1;

    /// <summary>Runs the command with its output thrown away; any exit code in <paramref name="accepted"/> is well.</summary>
    internal static Measured Run(IReadOnlyList<int> accepted, params string[] command)
    {
        using var process = Start(Environment.ProcessPath!, ["measure", .. command], isRead: true);
        var line = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        var figures = line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(f => double.Parse(f, CultureInfo.InvariantCulture)).ToList();
        return figures.Count == 4 && accepted.Contains((int)figures[0])
            ? new Measured(figures[1], figures[2], figures[3])
            : throw new InvalidOperationException($"{string.Join(' ', command)} ended with {process.ExitCode}: {line}");
    }

    /// <summary>In a process of its own, so that what getrusage says of its children is of this one alone.</summary>
    internal static int Child(string[] command)
    {
        var clock = Stopwatch.StartNew();
        using var process = Start(command[0], command[1..], isRead: false);
        process.WaitForExit();
        var seconds = clock.Elapsed.TotalSeconds;
        if (GetUsage(OfChildren, out var usage) != 0)
            return 1;

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{process.ExitCode} {seconds} {usage.CpuSeconds} {usage.PeakKilobytes / 1024.0}"));
        return 0;
    }

    private static Process Start(string program, IEnumerable<string> arguments, bool isRead)
    {
        // A shell only to throw the output away without a pipe, whose reader would be measured too.
        var start = isRead
            ? new ProcessStartInfo(program, arguments)
            : new ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\" > /dev/null 2>&1", "sh", program, .. arguments]);
        start.RedirectStandardOutput = isRead;
        return Process.Start(start)!;
    }

    [LibraryImport("libc", EntryPoint = "getrusage")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetUsage(int who, out Usage usage);

    /// <summary>struct rusage of Linux.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Usage
    {
        public long UserSeconds;
        public long UserMicroseconds;
        public long SystemSeconds;
        public long SystemMicroseconds;
        public long PeakKilobytes;
        public RestOfUsage Rest;

        public readonly double CpuSeconds => UserSeconds + SystemSeconds + ((UserMicroseconds + SystemMicroseconds) / 1e6);
    }

    [InlineArray(13)]
    private struct RestOfUsage
    {
        private long _first;
    }
}
