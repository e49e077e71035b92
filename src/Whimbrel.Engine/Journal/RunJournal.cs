using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Whimbrel.Engine.Journal;

/// <summary>The append-only memory of one run: a file of JSON lines, each on disk before the run goes on.</summary>
public sealed class RunJournal : IDisposable
{
    public const string FileName = "journal.jsonl";

    private readonly List<JournalEntry> _entries;
    private readonly FileStream? _file;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, object> _outcomes = new(StringComparer.Ordinal);

    private RunJournal(FileStream? file, List<JournalEntry> entries, TimeProvider time)
    {
        _file = file;
        _entries = entries;
        _time = time;
    }

    public IReadOnlyList<JournalEntry> Entries => _entries;

    /// <summary>The folder of the run, or null for a journal that is kept in memory (a plan that is only shown).</summary>
    public string? Folder => _file is null ? null : Path.GetDirectoryName(_file.Name);

    /// <summary>A journal that no file stands behind, for a plan.</summary>
    public static RunJournal InMemory(TimeProvider time) => new(null, [], time);

    /// <summary>Begins a run's journal in its own folder, which nobody else may read.</summary>
    public static RunJournal Create(string folder, TimeProvider time)
    {
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var file = new FileStream(Path.Combine(folder, FileName), new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.Read,
            BufferSize = 0,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        FileSync.Folder(folder);
        FileSync.Folder(Path.GetDirectoryName(folder)!);
        return new RunJournal(file, [], time);
    }

    /// <summary>Opens a journal to go on with it; a line that a crash cut off is ended, so that the next one stands alone.</summary>
    public static RunJournal Open(string folder, TimeProvider time)
    {
        var path = Path.Combine(folder, FileName);
        var bytes = File.ReadAllBytes(path);
        var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.Read, BufferSize = 0 });
        if (bytes.Length > 0 && bytes[^1] != '\n')
        {
            file.WriteByte((byte)'\n');
            file.Flush(flushToDisk: true);
        }

        return new RunJournal(file, [.. Parse(bytes)], time);
    }

    /// <summary>Reads a journal that another process may be writing.</summary>
    public static IReadOnlyList<JournalEntry> Read(string folder)
    {
        using var file = new FileStream(Path.Combine(folder, FileName), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var copy = new MemoryStream();
        file.CopyTo(copy);
        return [.. Parse(copy.ToArray())];
    }

    /// <summary>Writes one line and waits until the disk has it. How a step ended may reach the disk with the next line: until that one announces something, nothing stands on it.</summary>
    public JournalEntry Append(JournalEvent what, string step, string text, string? undo = null, JsonElement? data = null)
    {
        var entry = new JournalEntry(_entries.Count == 0 ? 1 : _entries[^1].Number + 1, _time.GetUtcNow(), what, step, text, undo, data);
        if (_file is not null)
        {
            Write(_file, [.. JsonSerializer.SerializeToUtf8Bytes(entry, JournalJson.Default.JournalEntry), (byte)'\n'], flushes: what is not (JournalEvent.Outcome or JournalEvent.Skipped));
        }

        _entries.Add(entry);
        _outcomes.Remove(step);
        return entry;
    }

    /// <summary>The facts that a step left with its outcome, or null when it has none yet.</summary>
    public T? Outcome<T>(string step, JsonTypeInfo<T> type)
        where T : class
    {
        if (!_outcomes.TryGetValue(step, out var facts) && _entries.LastOrDefault(e => e.Event == JournalEvent.Outcome && e.Step == step)?.Data?.Deserialize(type) is { } read)
        {
            _outcomes[step] = facts = read;
        }

        return facts as T;
    }

    public void Dispose() => _file?.Dispose();

    /// <exception cref="OperatorException">When the disk does not take it: without a memory the run must not go on.</exception>
    private static void Write(FileStream file, byte[] line, bool flushes)
    {
        var length = file.Length;
        try
        {
            file.Write(line);
            file.Flush(flushes);
        }
        catch (IOException e)
        {
            // What was written of the line must not stand before the next one.
            file.SetLength(length);
            file.Position = length;
            throw new OperatorException($"the journal {file.Name} cannot be written: {e.Message}; the run stops where it is", "make room there, then run 'whimbrel resume' or 'whimbrel abort'.", ExitCode.SomethingLeft, e);
        }
    }

    private static IEnumerable<JournalEntry> Parse(byte[] bytes)
    {
        foreach (var line in Encoding.UTF8.GetString(bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (TryParse(line) is { } entry)
            {
                yield return entry;
            }
        }
    }

    /// <summary>A line that a crash cut off announces an effect that was never begun: it does not count.</summary>
    private static JournalEntry? TryParse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, JournalJson.Default.JournalEntry);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
