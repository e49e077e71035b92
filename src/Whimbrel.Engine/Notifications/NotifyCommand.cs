using System.Text.Json;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Notifications;

/// <summary>A program of the operator that reads a notification as JSON from its standard input.</summary>
internal sealed class NotifyCommand(IReadOnlyList<string> command) : INotified
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(10);

    public string Name => $"notify.command {command[0]}";

    public async Task<string?> TellAsync(Notification notification, CancellationToken ct)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct);
        bound.CancelAfter(_limit);
        try
        {
            using var program = ChildProcess.Start(command, new Dictionary<string, string?>(StringComparer.Ordinal), hasInput: true);
            var drained = program.Output.CopyToAsync(Stream.Null, bound.Token);
            await WriteAsync(program, JsonSerializer.SerializeToUtf8Bytes(notification, NotificationJson.Default.Notification), bound.Token);
            await drained;
            var (exitCode, errors) = await program.EndAsync(bound.Token);
            return exitCode == 0 ? null : $"it ended with {exitCode}{(errors.Length == 0 ? "" : $": {errors.Split('\n')[^1]}")}";
        }
        catch (OperatorException e)
        {
            return e.Message;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return $"it did not end within {Duration.Say(_limit)} and was ended";
        }
    }

    /// <exception cref="OperatorException">When there is no such program.</exception>
    internal static string AssertThere(IReadOnlyList<string> command)
    {
        const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        var folders = command[0].Contains('/', StringComparison.Ordinal) ? [""] : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        return folders.Select(f => Path.Combine(f, command[0])).FirstOrDefault(f => File.Exists(f) && (File.GetUnixFileMode(f) & Executable) != UnixFileMode.None) is { } found
            ? $"{found} is there; a run gives it a notification at its start, before a downtime, at a breach and at its end"
            : throw new OperatorException($"notify.command {command[0]} is no program that can be run", "install it, or write its full path.");
    }

    /// <summary>One that ends without reading has its own reasons: its exit code tells.</summary>
    private static async Task WriteAsync(ChildProcess program, byte[] json, CancellationToken ct)
    {
        try
        {
            await program.Input.WriteAsync(json, ct);
            program.Input.Close();
        }
        catch (IOException)
        {
            return;
        }
    }
}
