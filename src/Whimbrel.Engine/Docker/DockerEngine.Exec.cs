using System.Net;
using System.Text.Json.Nodes;

namespace Whimbrel.Engine.Docker;

/// <summary>What is run in a container beside its own program.</summary>
public sealed record ExecRequest(string ContainerId, IReadOnlyList<string> Command)
{
    /// <summary>No place for secrets: an engine that looks for its own errors writes it to its log.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Whether the program reads what we write.</summary>
    public bool HasInput { get; init; }

    /// <summary>Which the program finds as PGPASSWORD; it goes through its input, before everything else.</summary>
    public string? Password { get; init; }

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
        var process = await StartExecAsync(request with { Command = ExecScripts.Around(request.Command, request.HasInput, request.Password is not null) }, ct);
        try
        {
            await process.WaitForStartAsync(Limit, ct);
            if (request.Password is { } password)
            {
                await process.Input.WriteAsync(System.Text.Encoding.UTF8.GetBytes(password + "\n"), ct);
            }

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
    public Task<(int ExitCode, string Output, string Errors)> RunAsync(ExecRequest request, TimeSpan limit, CancellationToken ct) =>
        ProgramOutput.ReadAsync(async bound => await ExecAsync(request, bound), $"{request.Command[0]} in the container {Short(request.ContainerId)}", limit, ct);

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
