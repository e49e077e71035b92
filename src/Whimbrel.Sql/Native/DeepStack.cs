using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Whimbrel.Sql.Native;

/// <summary>Runs work on threads with a large stack: the parser recurses once for each level of an expression.</summary>
internal static class DeepStack
{
    /// <summary>Only reserved; memory is taken as the stack grows.</summary>
    private const int Bytes = 256 << 20;

    private static readonly BlockingCollection<Action> _work = [];
    private static readonly Lazy<bool> _started = new(Start);

    [ThreadStatic]
    private static bool _isDeep;

    internal static T Run<T>(Func<T> work)
    {
        if (_isDeep)
            return work();

        _ = _started.Value;
        T? answer = default;
        ExceptionDispatchInfo? failure = null;
        using var done = new ManualResetEventSlim();
        _work.Add(() =>
        {
            try
            {
                answer = work();
            }
#pragma warning disable CA1031 // It is thrown again on the caller's thread.
            catch (Exception e)
#pragma warning restore CA1031
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
            finally
            {
                done.Set();
            }
        });
        done.Wait();
        failure?.Throw();
        return answer!;
    }

    private static bool Start()
    {
        for (var i = 0; i < Environment.ProcessorCount; i++)
            new Thread(Serve, Bytes) { IsBackground = true, Name = "PostgreSQL parser" }.Start();
        return true;
    }

    private static void Serve()
    {
        _isDeep = true;
        foreach (var work in _work.GetConsumingEnumerable())
            work();
    }
}
