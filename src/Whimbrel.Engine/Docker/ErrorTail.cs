using System.Globalization;
using System.Text;

namespace Whimbrel.Engine.Docker;

/// <summary>The last 4,000 characters of a program's errors, whose first line is the number of its process.</summary>
internal sealed class ErrorTail
{
    private const int Kept = 4000;
    private readonly Lock _lock = new();
    private readonly StringBuilder _text = new();
    private readonly TaskCompletionSource<int> _processId = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>0 where it ended before it said so.</summary>
    public Task<int> ProcessId => _processId.Task;

    public string Text
    {
        get
        {
            lock (_lock)
            {
                return _text.ToString(Math.Max(0, _text.Length - Kept), Math.Min(Kept, _text.Length)).Trim();
            }
        }
    }

    public void Add(string text)
    {
        lock (_lock)
        {
            _text.Append(text);
            if (!_processId.Task.IsCompleted)
            {
                TakeProcessId();
            }

            if (_text.Length > 2 * Kept)
            {
                _text.Remove(0, _text.Length - Kept);
            }
        }
    }

    public void End() => _processId.TrySetResult(0);

    private void TakeProcessId()
    {
        var text = _text.ToString();
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        if (end > 0 && text.StartsWith(ExecScripts.Mark, StringComparison.Ordinal)
            && int.TryParse(text[ExecScripts.Mark.Length..end], NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            _text.Remove(0, end + 1);
            _processId.TrySetResult(id);
        }
    }
}
