namespace Whimbrel.Sql.Native;

/// <summary>Runs work on threads with a large stack: the parser recurses once for each level of an expression.</summary>
public static class ParserThreads
{
    /// <summary>Only reserved; memory is taken as the stack grows.</summary>
    private const int Bytes = 256 << 20;

    private static readonly Queue<Action> _work = [];
    private static readonly Lazy<bool> _started = new(StartThreads);

    [ThreadStatic]
    private static bool _isDeep;

    /// <summary>Queues the work; the task ends as the work does, with its answer or its exception.</summary>
    public static Task<T> Start<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = _started.Value;
        lock (_work)
        {
            _work.Enqueue(() => Finish(work, done));
            Monitor.Pulse(_work);
        }

        return done.Task;
    }

    internal static T Run<T>(Func<T> work) => _isDeep ? work() : Start(work).GetAwaiter().GetResult();

    private static void Finish<T>(Func<T> work, TaskCompletionSource<T> done)
    {
        try
        {
            done.SetResult(work());
        }
#pragma warning disable CA1031 // It is thrown again where the task is awaited.
        catch (Exception e)
#pragma warning restore CA1031
        {
            done.SetException(e);
        }
    }

    private static bool StartThreads()
    {
        for (var i = 0; i < Environment.ProcessorCount; i++)
            new Thread(Serve, Bytes) { IsBackground = true, Name = "PostgreSQL parser" }.Start();
        return true;
    }

    private static void Serve()
    {
        _isDeep = true;
        while (true)
            Next()();
    }

    private static Action Next()
    {
        lock (_work)
        {
            while (_work.Count == 0)
                Monitor.Wait(_work);
            return _work.Dequeue();
        }
    }
}
