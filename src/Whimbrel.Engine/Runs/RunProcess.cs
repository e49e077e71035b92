using System.Globalization;
using System.Runtime.InteropServices;

namespace Whimbrel.Engine.Runs;

/// <summary>The process of a run. Its id may be another's by now; together with its start it is never.</summary>
/// <param name="Host">The machine, for people.</param>
/// <param name="Place">In which machine, since which boot, and in which container the id counts.</param>
/// <param name="StartedTicks">When it started, in the kernel's ticks since the boot.</param>
public sealed partial record RunProcess(string Host, string Place, int ProcessId, long StartedTicks)
{
    /// <summary>Asks a run to go back. Unlike Ctrl-C it may come twice: the second says nothing new.</summary>
    public const int GoBackSignal = 10;

    private const int PidfdOpen = 434;
    private const int PidfdSendSignal = 424;

    private static readonly string _place = $"{Environment.MachineName} {ReadLine("/proc/sys/kernel/random/boot_id")} {new FileInfo("/proc/self/ns/pid").LinkTarget}";

    /// <summary>Ourselves.</summary>
    public static RunProcess? Own => Find(Environment.ProcessId);

    /// <summary>Whether it was begun on this machine, where its id means something.</summary>
    public bool IsHere => Place == _place;

    /// <summary>Whether it runs, as far as can be seen from here.</summary>
    public bool IsAlive => IsHere && Find(ProcessId) == this;

    /// <summary>The process that has this id now; null when none has.</summary>
    public static RunProcess? Find(int processId)
    {
        // The name in brackets may hold anything; behind it comes the state, and the start is the 20th field from there.
        var line = ReadLine($"/proc/{processId.ToString(CultureInfo.InvariantCulture)}/stat");
        var fields = line[(line.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > 19 && fields[0] is not ("Z" or "X") ? new RunProcess(Environment.MachineName, _place, processId, long.Parse(fields[19], CultureInfo.InvariantCulture)) : null;
    }

    /// <summary>Asks the run to go back: this very process, or none.</summary>
    /// <returns>Whether it was told.</returns>
    /// <exception cref="OperatorException">When we may not.</exception>
    public bool AskToGoBack()
    {
        // From here on the handle means one process, whoever gets its id later.
        var handle = SystemCall(PidfdOpen, ProcessId, 0, 0, 0);
        if (handle < 0)
        {
            return false;
        }

        using var owned = new Microsoft.Win32.SafeHandles.SafeFileHandle(handle, ownsHandle: true);
        if (!IsAlive)
        {
            return false;
        }

        return SystemCall(PidfdSendSignal, handle, GoBackSignal, 0, 0) == 0
            ? true
            : throw new OperatorException($"process {ProcessId} cannot be told to go back (errno {Marshal.GetLastPInvokeError()}); it goes on", "press Ctrl-C in its terminal, or run the dashboard as the same user.");
    }

    private static string ReadLine(string file)
    {
        try
        {
            return File.ReadLines(file).FirstOrDefault() ?? "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Gone, or hidden from us: then it is none that we could tell.
            return "";
        }
    }

    // glibc has functions for both since 2.36 only.
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint SystemCall(nint number, nint first, nint second, nint third, nint fourth);
}
