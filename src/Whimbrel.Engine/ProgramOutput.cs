using System.Text;

namespace Whimbrel.Engine;

/// <summary>Programs that are run to their end.</summary>
internal static class ProgramOutput
{
    /// <summary>Starts one, and reads all that it writes.</summary>
    /// <param name="name">For people.</param>
    /// <returns>Its exit code, its output and its last error lines.</returns>
    /// <exception cref="OperatorException">When it does not end in time; it is ended then.</exception>
    public static async Task<(int ExitCode, string Output, string Errors)> ReadAsync(Func<CancellationToken, Task<IProgram>> start, string name, TimeSpan limit, CancellationToken ct)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct);
        bound.CancelAfter(limit);
        try
        {
            await using var program = await start(bound.Token);
            using var reader = new StreamReader(program.Output, Encoding.UTF8);
            var output = await reader.ReadToEndAsync(bound.Token);
            var (exitCode, errors) = await program.EndAsync(bound.Token);
            return (exitCode, output, errors);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new OperatorException($"{name} did not end within {Settings.Duration.Say(limit)} and was ended", "run it by hand to see what it waits for.", ExitCode.Refused);
        }
    }
}
