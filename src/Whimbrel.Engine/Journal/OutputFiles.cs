using System.Text;
using System.Text.Json;

namespace Whimbrel.Engine.Journal;

/// <summary>
/// What a run says, in files of its folder: its lines in <c>output.log</c>, its newest progress in <c>progress.json</c>. Written beside the run, four
/// times a second at most: neither a full disk nor a slow one holds a migration up. After the first failure it says so, once, and stops.
/// </summary>
internal sealed class OutputFiles : IAsyncDisposable
{
    internal const string LogName = "output.log";

    private const UnixFileMode OursAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>More wait only for a disk that takes nothing.</summary>
    private const int MostWaiting = 10_000;

    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

    private readonly string _folder;
    private readonly Action<string> _warn;
    private readonly Lock _gate = new();
    private readonly PeriodicTimer _timer = new(_pause);
    private readonly Task _writing;
    private List<string> _lines = [];
    private RunProgress? _progress;

    /// <param name="warn">Called once, when nothing more is written.</param>
    internal OutputFiles(string folder, Action<string> warn)
    {
        (_folder, _warn) = (folder, warn);
        _writing = Task.Run(WriteAsync);
    }

    internal void Add(DateTimeOffset at, string kind, string text)
    {
        lock (_gate)
        {
            if (_lines.Count < MostWaiting)
            {
                _lines.Add($"{at:yyyy-MM-dd'T'HH:mm:ss.fff'Z'} {kind,-7} {Printable(text)}\n");
            }
        }
    }

    internal void Replace(RunProgress progress)
    {
        lock (_gate)
        {
            _progress = progress;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        try
        {
            await _writing.WaitAsync(_patience);
        }
        catch (TimeoutException)
        {
            // The disk hangs. The run has ended, and its journal has it.
            return;
        }
    }

    private async Task WriteAsync()
    {
        try
        {
            do
            {
                Flush();
            }
            while (await _timer.WaitForNextTickAsync());

            Flush();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _warn($"what the run says cannot be kept in {_folder}: {e.Message}; a dashboard shows no more of it, and the run goes on");
        }
    }

    private void Flush()
    {
        List<string> lines;
        RunProgress? progress;
        lock (_gate)
        {
            (lines, _lines, progress, _progress) = (_lines, [], _progress, null);
        }

        if (lines.Count > 0)
        {
            using var log = Open(Path.Combine(_folder, LogName), FileMode.Append);
            log.Write(Encoding.UTF8.GetBytes(string.Concat(lines)));
        }

        if (progress is not null)
        {
            Replace(Path.Combine(_folder, RunProgress.FileName), JsonSerializer.SerializeToUtf8Bytes(progress, JournalJson.Default.RunProgress));
        }
    }

    /// <summary>Nothing depends on it after a crash: unlike a <see cref="PrivateFile"/> it need not reach the disk.</summary>
    private static void Replace(string path, byte[] bytes)
    {
        var partial = path + ".partial";
        using (var file = Open(partial, FileMode.Create))
        {
            file.Write(bytes);
        }

        File.Move(partial, path, overwrite: true);
    }

    private static FileStream Open(string path, FileMode mode) =>
        new(path, new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = FileShare.ReadWrite, UnixCreateMode = OursAlone });

    /// <summary>What a script says may not command the terminal of who reads the log; its further lines are indented, so that each entry begins with its time.</summary>
    private static string Printable(string text) =>
        string.Concat(text.TrimEnd().Select(c => c == '\n' ? "\n    " : char.IsControl(c) ? " " : c.ToString()));
}
