namespace Whimbrel.Engine.Steps.Backup;

/// <summary>A file that is read while it is still being written: what is read was in memory a moment ago, and the writer waits for nobody.</summary>
internal sealed class FollowedFile(string path)
{
    private const int BufferSize = 256 * 1024;

    private readonly Lock _gate = new();
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _written;
    private bool _isWhole;
    private Exception? _failure;

    public string Path => path;

    /// <summary>A file that nobody writes any more.</summary>
    public static FollowedFile Whole(string path)
    {
        var file = new FollowedFile(path);
        file.Grow(new FileInfo(path).Length);
        file.End();
        return file;
    }

    /// <summary>So many bytes more can be read.</summary>
    public void Grow(long bytes) => Change(() => _written += bytes);

    /// <summary>It is whole.</summary>
    public void End() => Change(() => _isWhole = true);

    /// <summary>It will never be whole.</summary>
    public void Fail(Exception failure) => Change(() => _failure = failure);

    /// <summary>Hands over every byte, as soon as it is there.</summary>
    /// <exception cref="OperationCanceledException">When the writer has failed.</exception>
    public async Task ReadAsync(Func<ReadOnlyMemory<byte>, Task> visit, CancellationToken ct)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
        var buffer = new byte[BufferSize];
        long done = 0;
        while (await WaitAsync(done, ct))
        {
            var read = await file.ReadAsync(buffer, ct);
            if (read == 0)
            {
                throw new IOException($"{path} ends after {done} bytes");
            }

            await visit(buffer.AsMemory(0, read));
            done += read;
        }
    }

    /// <returns>false when all has been read.</returns>
    private async Task<bool> WaitAsync(long done, CancellationToken ct)
    {
        while (true)
        {
            Task more;
            lock (_gate)
            {
                if (_failure is not null)
                {
                    throw new OperationCanceledException("the writer has failed", _failure);
                }

                if (done < _written || _isWhole)
                {
                    return done < _written;
                }

                more = _more.Task;
            }

            await more.WaitAsync(ct);
        }
    }

    private void Change(Action change)
    {
        TaskCompletionSource before;
        lock (_gate)
        {
            change();
            (before, _more) = (_more, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        before.SetResult();
    }
}
