using System.Diagnostics;
using System.Text;

namespace Whimbrel.Testing;

/// <summary>How a program ended, and what it said.</summary>
public sealed record Ended(int ExitCode, string Output, string Errors)
{
    public string All => Output + Errors;
}

/// <summary>A program that is running.</summary>
public sealed class Started(Process process, Task<string> output, Task<string> errors) : IDisposable
{
    public int Id => process.Id;

    public bool HasEnded => process.HasExited;

    /// <summary>Waits for the end; kills it and fails after the limit.</summary>
    public async Task<Ended> EndAsync(TimeSpan? limit = null)
    {
        using var bound = new CancellationTokenSource(limit ?? TimeSpan.FromMinutes(2));
        try
        {
            await process.WaitForExitAsync(bound.Token);
        }
        catch (OperationCanceledException e)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{process.StartInfo.FileName} did not end:\n{await output}\n{await errors}", e);
        }

        return new Ended(process.ExitCode, await output, await errors);
    }

    public void Kill() => process.Kill();

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        process.Dispose();
    }
}

/// <summary>Runs programs: an argument list, no shell, no input.</summary>
public static class Command
{
    public static Started Start(IReadOnlyList<string> command, string? folder = null, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = folder ?? Path.GetTempPath(),
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>(StringComparer.Ordinal))
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return new Started(process, process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
    }

    public static async Task<Ended> RunAsync(IReadOnlyList<string> command, string? folder = null, IReadOnlyDictionary<string, string?>? environment = null)
    {
        using var started = Start(command, folder, environment);
        return await started.EndAsync();
    }

    /// <summary>Runs a program that must succeed.</summary>
    public static async Task<string> MustAsync(IReadOnlyList<string> command, string? folder = null, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var ended = await RunAsync(command, folder, environment);
        return ended.ExitCode == 0 ? ended.Output : throw new InvalidOperationException($"{string.Join(' ', command)} ended with {ended.ExitCode}:\n{ended.All}");
    }
}
