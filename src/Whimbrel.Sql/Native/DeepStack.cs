using System.Runtime.ExceptionServices;

namespace Whimbrel.Sql.Native;

/// <summary>Runs work on a thread of its own with a large stack: the parser recurses once for each level of an expression.</summary>
internal static class DeepStack
{
    /// <summary>Only reserved; memory is taken as the stack grows.</summary>
    private const int Bytes = 256 << 20;

    internal static T Run<T>(Func<T> work)
    {
        T? answer = default;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
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
        }, Bytes)
        { IsBackground = true, Name = "PostgreSQL parser" };
        thread.Start();
        thread.Join();
        failure?.Throw();
        return answer!;
    }
}
