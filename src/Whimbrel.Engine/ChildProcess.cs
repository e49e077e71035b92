using System.ComponentModel;
using System.Diagnostics;

namespace Whimbrel.Engine;

/// <summary>A program that we run: an argument list, no shell, ended with us.</summary>
public sealed class ChildProcess : IProgram, IDisposable
{
    /// <summary>How long a child of its own may keep its errors open when it has ended.</summary>
    private static readonly TimeSpan _forOthers = TimeSpan.FromSeconds(3);

    private readonly Process _process;
    private readonly ErrorTail _errors;
    private readonly IDisposable? _owned;

    private ChildProcess(Process process, ErrorTail errors, IDisposable? owned) => (_process, _errors, _owned) = (process, errors, owned);

    public Stream Output => _process.StandardOutput.BaseStream;

    public Stream Input => _process.StandardInput.BaseStream;

    /// <param name="environment">Variables for the program; null removes one.</param>
    /// <param name="owned">Disposed of with the program.</param>
    /// <exception cref="OperatorException">When the program cannot be started.</exception>
    public static ChildProcess Start(IReadOnlyList<string> command, IReadOnlyDictionary<string, string?> environment, bool hasInput, IDisposable? owned = null)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = hasInput,
            UseShellExecute = false,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        try
        {
            var process = Process.Start(start) ?? throw new InvalidOperationException($"{command[0]} did not start");
            WidePipe.Enlarge(process.StandardOutput.BaseStream);
            if (hasInput)
            {
                WidePipe.Enlarge(process.StandardInput.BaseStream);
            }

            return new ChildProcess(process, new ErrorTail(process.StandardError), owned);
        }
        catch (Exception e) when (e is Win32Exception or FileNotFoundException)
        {
            owned?.Dispose();
            throw new OperatorException($"{command[0]} cannot be started: {e.Message}", "install it, or write its full path.", ExitCode.Refused, e);
        }
    }

    /// <summary>Runs a program to its end.</summary>
    /// <returns>Its exit code, its output and its last error lines.</returns>
    public static Task<(int ExitCode, string Output, string Errors)> RunAsync(
        IReadOnlyList<string> command, IReadOnlyDictionary<string, string?> environment, TimeSpan limit, CancellationToken ct) =>
        ProgramOutput.ReadAsync(_ => Task.FromResult<IProgram>(Start(command, environment, hasInput: false)), command[0], limit, ct);

    public async Task<(int ExitCode, string Errors)> EndAsync(CancellationToken ct)
    {
        await _process.WaitForExitAsync(ct);
        return (_process.ExitCode, await _errors.ReadAsync(_forOthers));
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit(TimeSpan.FromSeconds(10));
        }

        _process.Dispose();
        _owned?.Dispose();
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
