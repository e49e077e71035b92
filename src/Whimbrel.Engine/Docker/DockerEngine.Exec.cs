using System.Net;
using System.Text.Json.Nodes;

namespace Whimbrel.Engine.Docker;

/// <summary>What is run in a container beside its own program.</summary>
public sealed record ExecRequest(string ContainerId, IReadOnlyList<string> Command)
{
    /// <summary>Secrets may stand here: the engine hands them on, and shows them to nobody but root on its machine.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Whether the program reads what we write.</summary>
    public bool HasInput { get; init; }

    /// <summary>Null for the image's own.</summary>
    public string? User { get; init; }
}

/// <summary>Programs inside of containers.</summary>
public sealed partial class DockerEngine
{
    /// <summary>Starts a program in a container; it ends with us, also when we are killed.</summary>
    /// <exception cref="OperatorException">When the engine refuses it.</exception>
    public async Task<ExecProcess> ExecAsync(ExecRequest request, CancellationToken ct)
    {
        var process = await StartExecAsync(request with { Command = request.HasInput ? ExecScripts.WithInput(request.Command) : ExecScripts.WithoutInput(request.Command) }, ct);
        try
        {
            await process.WaitForStartAsync(Limit, ct);
            // The program has its input for itself, so that something else must notice when we are gone.
            process.Lifeline = await StartExecAsync(request with { Command = ExecScripts.Lifeline(process.ProcessId), Environment = new Dictionary<string, string>(StringComparer.Ordinal) }, ct);
            return process;
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a program to its end.</summary>
    public async Task<(int ExitCode, string Output, string Errors)> RunAsync(ExecRequest request, TimeSpan limit, CancellationToken ct)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct);
        bound.CancelAfter(limit);
        try
        {
            await using var process = await ExecAsync(request, bound.Token);
            using var reader = new StreamReader(process.Output);
            var output = await reader.ReadToEndAsync(bound.Token);
            var (exitCode, errors) = await process.EndAsync(bound.Token);
            return (exitCode, output, errors);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new OperatorException($"{request.Command[0]} in the container {Short(request.ContainerId)} did not end within {Settings.Duration.Say(limit)} and was ended", "run it by hand to see what it waits for: docker exec.");
        }
    }

    /// <summary>As it is given: nothing ends it but its own end, or its input's.</summary>
    internal async Task<ExecProcess> StartExecAsync(ExecRequest request, CancellationToken ct)
    {
        var asked = $"run {request.Command[0]} in the container {Short(request.ContainerId)}";
        var body = new JsonObject
        {
            ["AttachStdin"] = true,
            ["AttachStdout"] = true,
            ["AttachStderr"] = true,
            ["Cmd"] = new JsonArray([.. request.Command.Select(a => (JsonNode)a)]),
            ["Env"] = new JsonArray([.. request.Environment.Select(v => (JsonNode)$"{v.Key}={v.Value}")]),
        };
        if (request.User is not null)
        {
            body["User"] = request.User;
        }

        var id = (await PostAsync($"containers/{Escaped(request.ContainerId)}/exec", body, asked, ct)).Text("Id");
        var stream = await BoundAsync(bound => EngineConnection.OpenAsync(Address, bound).AsTask(), asked, ct);
        try
        {
            const string Start = """{"Detach":false,"Tty":false}""";
            var (status, error) = await BoundAsync(bound => Hijack.AskAsync(stream, Versioned($"exec/{id}/start"), Start, bound), asked, ct);
            return error.Length == 0 ? new ExecProcess(this, request, id, stream) : throw EngineErrors.Refused(Address, asked, status, error);
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    /// <returns>Null while it runs.</returns>
    internal async Task<int?> ExitCodeAsync(string execId, CancellationToken ct)
    {
        try
        {
            var state = await GetAsync($"exec/{execId}/json", "tell how a program ended", ct);
            return state.Flag("Running") || state.Part("ExitCode") is null ? null : (int)state.Number("ExitCode");
        }
        catch (EngineException e) when (e.Status == HttpStatusCode.NotFound)
        {
            throw new OperatorException($"the container of a program is gone, and with it the program and how it ended: {e.Message}", "'docker service ps' shows what has become of the task.");
        }
    }
}
