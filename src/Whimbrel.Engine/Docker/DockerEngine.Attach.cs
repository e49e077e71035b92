using System.Net;

namespace Whimbrel.Engine.Docker;

/// <summary>Containers of our own.</summary>
public sealed partial class DockerEngine
{
    /// <summary>Makes a container and starts it.</summary>
    /// <param name="line">Gets each line that it writes.</param>
    /// <exception cref="OperatorException">When the engine refuses it.</exception>
    public async Task<AttachedContainer> StartContainerAsync(ContainerRequest request, Action<string> line, CancellationToken ct)
    {
        var asked = $"start a container of {Short(request.Image)}";
        var id = (await PostAsync($"containers/create?name={Escaped(request.Name)}", request.ToJson(), asked, ct)).Text("Id");
        try
        {
            var stream = await BoundAsync(bound => EngineConnection.OpenAsync(Address, bound).AsTask(), asked, ct);
            var container = await AttachAsync(id, stream, line, asked, ct);
            await PostAsync($"containers/{id}/start", body: null, asked, ct);
            return container;
        }
        catch
        {
            await RemoveContainerAsync(id, CancellationToken.None);
            throw;
        }
    }

    /// <summary>Ends a container where it runs, and removes it with its volumes; one that is gone is no error.</summary>
    internal async Task RemoveContainerAsync(string id, CancellationToken ct)
    {
        try
        {
            await AskAsync(HttpMethod.Delete, $"containers/{id}?force=1&v=1", body: null, $"remove the container {Short(id)}", ct);
        }
        catch (EngineException e) when (e.Status is HttpStatusCode.NotFound or HttpStatusCode.Conflict)
        {
            // Gone, or the engine is removing it.
            return;
        }
    }

    private async Task<AttachedContainer> AttachAsync(string id, Stream stream, Action<string> line, string asked, CancellationToken ct)
    {
        try
        {
            var (status, error) = await BoundAsync(bound => Hijack.AskAsync(stream, Versioned($"containers/{id}/attach?stream=1&stdin=1&stdout=1&stderr=1"), "", bound), asked, ct);
            return error.Length == 0 ? new AttachedContainer(this, id, stream, line) : throw EngineErrors.Refused(Address, asked, status, error);
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }
}
